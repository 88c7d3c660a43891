using Unseen.Runs.Annotation;

namespace Unseen.Runs.Tests.Annotation;

public sealed class AttributeAnswerTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();
    private readonly AttributeTable _table = Tables.Create(["zebra", "okapi"], "stripes", "long_neck");

    [Theory]
    [InlineData("class,stripes,long_neck\nzebra,1,0.25\nokapi,0.5,0.75\n")]
    [InlineData("Here is the table:\n\n```csv\nclass,stripes,long_neck\nzebra,1,0.25\nokapi,0.5,0.75\n```\nAsk me more!")]
    [InlineData("class;long_neck;stripes\nOkapi;0.75;0.5\nZEBRA;0.25;1\n")]
    [InlineData("""{"zebra": {"stripes": 1, "long_neck": "0.25"}, "okapi": {"stripes": 0.5, "long_neck": 0.75}}""")]
    [InlineData("""
        ```json
        [{"class": "okapi", "stripes": 0.5, "long_neck": 0.75}, {"class": "zebra", "stripes": 1, "long_neck": 0.25}]
        ```
        """)]
    public void Fill_AnyFormat_FillsAllCells(string text)
    {
        Assert.Equal(4, Fill(text));
        Assert.Equal([[1.0, 0.25], [0.5, 0.75]], _table.Values());
    }

    [Fact]
    public void Fill_TableWithoutAttributes_AddsTheAttributesOfTheAnswer()
    {
        var table = Tables.Create(["zebra", "okapi"]);
        File.WriteAllText(_path, "class,stripes\nzebra,1\nokapi,\n");

        Assert.Equal(1, AttributeAnswer.Fill(table, _path));

        Assert.Equal([new AttributeColumn("stripes", null)], table.Attributes);
        Assert.Equal([[1.0], [null]], table.Values());
    }

    [Theory]
    [InlineData("class,stripes\nzebre,1\n", "There is no class 'zebre'. Did you mean zebra?")]
    [InlineData("class,stripe\nzebra,1\n", "There is no attribute 'stripe'. Did you mean stripes?")]
    [InlineData("class,stripes\nzebra,2\n", "'stripes' of 'zebra' must be from 0 to 1, but was '2'.")]
    [InlineData("class,stripes\nzebra,yes\n", "'stripes' of 'zebra' must be from 0 to 1, but was 'yes'.")]
    [InlineData("class,stripes\nzebra,NaN\n", "'stripes' of 'zebra' must be from 0 to 1, but was 'NaN'.")]
    [InlineData("class,stripes\nzebra,1\nZebra,0\n", "A class or an attribute occurs twice.")]
    [InlineData("""{"zebra": {"stripes": true}}""", "'stripes' of 'zebra' must be from 0 to 1, but was 'true'.")]
    [InlineData("""{"zebra": {"stripes": [1]}}""", "'stripes' of 'zebra' must be from 0 to 1, but was '[1]'.")]
    [InlineData("""{"zebra": 1}""", "it is neither a CSV table")]
    [InlineData("""{"zebra": {"stripes": 1""", "it is neither a CSV table")]
    [InlineData("""["zebra"]""", "it is neither a CSV table")]
    [InlineData("""[{"class": null, "stripes": 1}]""", "it is neither a CSV table")]
    [InlineData("I am sorry, I cannot do that.", "it is neither a CSV table")]
    [InlineData("", "it is neither a CSV table")]
    [InlineData("{}", "It has no values.")]
    [InlineData("class,stripes\nzebra,\nokapi,\n", "It has no values.")]
    [InlineData("""{"zebra": {"stripes": null}}""", "It has no values.")]
    public void Fill_InvalidAnswer_IsRefusedWithTheReasonAndChangesNothing(string text, string expected)
    {
        var exception = Assert.ThrowsAny<InputException>(() => Fill(text));

        Assert.StartsWith(_path, exception.Message, StringComparison.Ordinal);
        Assert.Contains(expected, exception.Message, StringComparison.OrdinalIgnoreCase);
        Assert.All(_table.Values(), row => Assert.All(row, value => Assert.Null(value)));
    }

    [Fact]
    public void Fill_AnswerWithoutValuesForATableWithoutAttributes_AddsNoAttribute()
    {
        var table = Tables.Create(["zebra", "okapi"]);
        File.WriteAllText(_path, "class,stripes\nzebra,\nokapi,\n");

        Assert.ThrowsAny<InputException>(() => AttributeAnswer.Fill(table, _path));

        Assert.Empty(table.Attributes);
    }

    [Fact]
    public void Prompt_OfATable_NamesItsClassesAttributesAndQuestions()
    {
        var table = StarterDomain.CreateTable(["zebra", "okapi"], "animals");

        var prompt = AttributePrompt.Create(table);

        Assert.Contains("Classes: zebra, okapi\n", prompt, StringComparison.Ordinal);
        Assert.Contains("- stripes: Does it have stripes?\n", prompt, StringComparison.Ordinal);
        Assert.Contains($"class,{string.Join(',', table.Attributes.Select(one => one.Name))}\n", prompt,
            StringComparison.Ordinal);
        Assert.Contains("choose about 9 attributes", AttributePrompt.Create(Tables.Create(["zebra", "okapi"])),
            StringComparison.Ordinal);
    }

    [Fact]
    public void CreateTable_AnyStarterDomain_HasAShortQuestionForEachAttribute()
    {
        Assert.Equal(["animals", "plants", "products", "vehicles"], StarterDomain.Names);
        Assert.All(StarterDomain.Names, name => Assert.All(
            StarterDomain.CreateTable(["a"], name).Attributes,
            one => Assert.True(one.Question is { Length: > 5 and < 60 } question && question.EndsWith('?'), one.Name)));
    }

    [Theory]
    [InlineData("Okapi", "okapi")]
    [InlineData("caf\u00e9", "cafe\u0301")]
    public void CreateTable_NamesThatDifferOnlyInCaseOrNormalization_AreRefused(string name, string same) =>
        Assert.Contains("have the same name. Remove one, or give it another name.",
            Assert.Throws<UsageException>(() => StarterDomain.CreateTable(["zebra", name, same])).Message,
            StringComparison.Ordinal);

    public void Dispose() => File.Delete(_path);

    private int Fill(string text)
    {
        File.WriteAllText(_path, text);
        return AttributeAnswer.Fill(_table, _path);
    }
}
