using Unseen.Data.Loading;
using Unseen.Runs.Annotation;

namespace Unseen.Runs.Tests.Annotation;

public sealed class AttributeFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unseen-annotation-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "classes.csv");

    private string Answers => System.IO.Path.Combine(_folder, "answers.csv");

    [Fact]
    public void SaveAndOpen_Table_RestoresItsValuesAndAnswers()
    {
        File.WriteAllText(Path, "class,role,description,stripes,size\nzebra,seen,\"a horse, striped\",1,300\n"
            + "okapi,unseen,a giraffe,,0.123\n");
        var files = AttributeFiles.Open(Path);
        files.Table.Answer("anna", 1, 0, 0.6);
        files.Table.Answer("bert", 1, 0, 0.7);
        files.Table.AddAttribute("anna", "long_neck", "Is its neck long?");

        files.Save();

        Assert.Equal("class,role,description,stripes,size,long_neck\nzebra,seen,\"a horse, striped\",1,300,\n"
            + "okapi,unseen,a giraffe,0.65,0.123,\n", File.ReadAllText(Path));
        var again = AttributeFiles.Open(Path);
        Assert.Equal(0, again.OutdatedCells);
        Assert.Equal(files.Table.Attributes, again.Table.Attributes);
        Assert.Equal((0.0, 300.0), (again.Table.Attributes[1].Minimum, again.Table.Attributes[1].Maximum));
        Assert.Equal(files.Table.Values(), again.Table.Values());
        Assert.Equal(new Dictionary<string, double> { ["anna"] = 0.6, ["bert"] = 0.7 }, again.Table.Answers(1, 0));
        Assert.Empty(Directory.GetFiles(_folder, "*.tmp"));
    }

    [Fact]
    public void Save_CompleteTable_WritesAFileThatClassTableReads()
    {
        var table = Tables.Create(["zebra", "okapi"], "stripes");
        table.Give(0, 0, 1);
        table.Give(1, 0, 0.25);

        AttributeFiles.Create(Path, table).Save();

        Assert.Null(ImageDataset.ReadTextsToEmbed(Path)); // a table with attributes has no texts to embed
        Assert.Equal([[1.0], [0.25]], ClassTable.Read(Path).Values);
        Assert.Equal([Path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Open_AfterTheTableWasEditedByHand_UsesItsValuesInsteadOfTheAnswers()
    {
        File.WriteAllText(Path, "class,stripes\nzebra,\nokapi,\n");
        var files = AttributeFiles.Open(Path);
        files.Table.Answer("anna", 0, 0, 1);
        files.Table.Answer("anna", 1, 0, 0.5);
        files.Save();
        File.WriteAllText(Path, File.ReadAllText(Path).Replace("okapi,0.5", "okapi,0.4"));

        var again = AttributeFiles.Open(Path);

        Assert.Equal(1, again.OutdatedCells);
        Assert.Equal((1, 0.4), (again.Table.Value(0, 0), again.Table.Value(1, 0)));
        Assert.Empty(again.Table.Answers(1, 0));
        Assert.Single(again.Table.Answers(0, 0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Save_AfterAnotherProgramChangedTheTable_ThrowsAndKeepsTheChange(bool isLink)
    {
        if (isLink)
            File.CreateSymbolicLink(Path, $"{Path}.linked");
        File.WriteAllText(Path, "class,stripes\nzebra,\n");
        var files = AttributeFiles.Open(Path);
        File.WriteAllText(Path, "class,stripes,hooves\nzebra,1,1\n");
        files.Table.Answer("anna", 0, 0, 0.5);

        var exception = Assert.Throws<UsageException>(files.Save);

        Assert.StartsWith("classes.csv was changed by another program", exception.Message, StringComparison.Ordinal);
        Assert.Equal("class,stripes,hooves\nzebra,1,1\n", File.ReadAllText(Path));
    }

    [Fact]
    public void Open_InvalidAnswers_ThrowsWithThePath()
    {
        File.WriteAllText(Path, "class,stripes\nzebra,1\n");
        File.WriteAllText(Answers, "person,class,attribute,value\nanna,zebra,stripes,very\n");

        var exception = Assert.ThrowsAny<InputException>(() => AttributeFiles.Open(Path));

        Assert.StartsWith($"{Answers}: it is not a table in the format of unseen describe.", exception.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("attributes.csv", "id,name\n1,black\n")]
    [InlineData("answers.csv", "question,answer\n1,yes\n")]
    public void Open_FileOfAnotherKindBesideTheTable_IsRefusedAndKept(string name, string text)
    {
        File.WriteAllText(Path, "class,stripes\nzebra,1\n");
        var other = System.IO.Path.Combine(_folder, name);
        File.WriteAllText(other, text);

        var exception = Assert.ThrowsAny<InputException>(() => AttributeFiles.Open(Path));

        Assert.StartsWith($"{other}: it is not a table in the format of unseen describe.", exception.Message,
            StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(other));
    }

    [Theory]
    [InlineData("class,stripes\nzebra,much\n", "'much' is not a number")]
    [InlineData("class,stripes,Stripes\nzebra,1,0\n", "two columns are called 'stripes'")]
    [InlineData("class,stripes\nzebra,1\nzebra,0\n", "two classes have the name 'zebra'")]
    [InlineData("id,class,split,stripes\n1,zebra,a,1\n2,okapi,b,0\n", "also has the columns id, split, which")]
    public void Open_InvalidTable_ThrowsWithTheReason(string text, string expected)
    {
        File.WriteAllText(Path, text);

        var exception = Assert.ThrowsAny<InputException>(() => AttributeFiles.Open(Path));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
