using Unseen.Runs.Annotation;

namespace Unseen.Runs.Tests.Annotation;

public sealed class AttributeTableTests
{
    private readonly AttributeTable _table = Tables.Create(["zebra", "okapi"], "stripes", "long_neck");

    [Fact]
    public void Value_OfSeveralAnswers_IsTheirMean()
    {
        _table.Give(0, 0, 0.1);
        Assert.Equal(0.1, _table.Value(0, 0)); // the value from the file is used until somebody answers

        _table.Answer("anna", 0, 0, 1);
        _table.Answer("bert", 0, 0, 0.5);
        _table.Answer("carla", 0, 0, 0.5);

        Assert.Equal(0.6667, _table.Value(0, 0));
        Assert.Null(_table.Value(1, 0));
        Assert.Equal(["anna", "bert", "carla"], _table.People);
        Assert.Equal(1, _table.GetAnswers("anna")[0][0]);
    }

    [Fact]
    public void Answer_Null_RemovesOnlyTheAnswerOfThatPerson()
    {
        _table.Answer("anna", 0, 0, 1);
        _table.Answer("bert", 0, 0, 0);

        _table.Answer("anna", 0, 0, null);

        Assert.Equal(0, _table.Value(0, 0));
        Assert.Equal(["bert"], _table.People);
    }

    [Theory]
    [InlineData(0, 0.49, false)]
    [InlineData(0, 0.5, true)]
    [InlineData(0.2, 0.7, true)] // as doubles, the difference is a little less than 0.5
    public void IsDisputed_TwoAnswers_IsTrueIfTheyDifferByAtLeastHalfOfTheRange(double one, double other, bool expected)
    {
        _table.Answer("anna", 0, 0, one);
        _table.Answer("bert", 0, 0, other);

        Assert.Equal(expected, _table.IsDisputed(0, 0));
        Assert.Equal(expected ? [new CellPlace(0, 0)] : [], _table.Disputed());
    }

    [Fact]
    public void Undo_OfOnePerson_LeavesTheChangesOfOthers()
    {
        _table.Answer("anna", 0, 0, 1);
        _table.Answer("anna", 0, 0, 0.2);
        _table.Answer("bert", 1, 0, 0.4);

        Assert.True(_table.Undo("anna"));
        Assert.Equal((1, 0.4), (_table.Value(0, 0), _table.Value(1, 0)));
        Assert.True(_table.Undo("anna"));
        Assert.Equal((null, 0.4), (_table.Value(0, 0), _table.Value(1, 0)));
        Assert.False(_table.CanUndo("anna"));
        Assert.False(_table.Undo("anna"));
        Assert.True(_table.CanUndo("bert"));
    }

    [Fact]
    public void Undo_OfARemovedAttribute_RestoresItsPlaceAndAnswers()
    {
        _table.Answer("bert", 1, 0, 0.4);

        _table.RemoveAttribute("anna", 0);
        Assert.Equal(["long_neck"], _table.Attributes.Select(one => one.Name));
        Assert.Empty(_table.People);
        _table.Undo("anna");

        Assert.Equal(["stripes", "long_neck"], _table.Attributes.Select(one => one.Name));
        Assert.Equal(0.4, _table.Value(1, 0));
    }

    [Fact]
    public void Undo_OfAnAddedAttribute_RemovesTheAttribute()
    {
        _table.AddAttribute("anna", " hooves ", "Does it have hooves?");
        Assert.Equal(new AttributeColumn("hooves", "Does it have hooves?"), _table.Attributes[2]);

        _table.Undo("anna");

        Assert.Equal(2, _table.Attributes.Count);
    }

    [Fact]
    public void Undo_OfARemovedAttributeWhoseNameIsUsedAgain_KeepsTheNewAttribute()
    {
        _table.AddAttribute("anna", "hooves");
        _table.RemoveAttribute("anna", 0);
        _table.AddAttribute("bert", "Stripes");
        string[] names = ["long_neck", "hooves", "Stripes"];

        Assert.Equal("There is an attribute stripes already.",
            Assert.Throws<UsageException>(() => _table.Undo("anna")).Message);
        Assert.Equal(names, _table.Attributes.Select(one => one.Name));

        Assert.True(_table.Undo("anna")); // undoes the earlier change: removes hooves again
        Assert.Equal(["long_neck", "Stripes"], _table.Attributes.Select(one => one.Name));
    }

    [Fact]
    public void Undo_OfARemovedAttributeInAFullTable_Throws()
    {
        _table.RemoveAttribute("anna", 0);
        while (_table.Attributes.Count < AttributeTable.MaxAttributes)
            _table.Add(new AttributeColumn($"attribute{_table.Attributes.Count}", null));

        Assert.Throws<UsageException>(() => _table.Undo("anna"));
        Assert.Equal(AttributeTable.MaxAttributes, _table.Attributes.Count);
    }

    [Fact]
    public void Revision_AfterEachChange_Grows()
    {
        var seen = new List<int> { _table.Revision };
        _table.Answer("anna", 0, 0, 1);
        seen.Add(_table.Revision);
        _table.AddAttribute("anna", "hooves");
        seen.Add(_table.Revision);
        _table.Undo("anna");
        seen.Add(_table.Revision);
        _table.Answer("anna", 0, 0, 1); // the same answer as before

        Assert.Equal(seen.Distinct().Order(), seen);
        Assert.Equal(seen[^1], _table.Revision);
    }

    [Theory]
    [InlineData(-0.01)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Answer_OutOfRange_Throws(double value)
    {
        var exception = Assert.Throws<UsageException>(() => _table.Answer("anna", 0, 0, value));

        Assert.StartsWith("stripes must be from 0 to 1, but was ", exception.Message, StringComparison.Ordinal);
        Assert.Null(_table.Value(0, 0));
        Assert.False(_table.CanUndo("anna"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Stripes")]
    [InlineData("class")]
    [InlineData("ROLE")]
    [InlineData("2legs")]
    [InlineData("=cmd")]
    [InlineData("a\nb")]
    [InlineData("a234567890123456789012345678901234567890123456789012345678901")]
    public void AddAttribute_WithAnInvalidName_Throws(string name)
    {
        Assert.Throws<UsageException>(() => _table.AddAttribute("anna", name));
        Assert.Equal(2, _table.Attributes.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("=anna")]
    [InlineData("a\tb")]
    public void Answer_OfAPersonWithAnInvalidName_Throws(string person) =>
        Assert.Throws<UsageException>(() => _table.Answer(person, 0, 0, 1));

    [Fact]
    public void IndexOf_AnUnknownName_SuggestsTheNearest()
    {
        Assert.Equal(1, _table.IndexOfClass("Okapi"));
        Assert.Equal("There is no class 'zebre'. Did you mean zebra?",
            Assert.Throws<UsageException>(() => _table.IndexOfClass("zebre")).Message);
        Assert.Equal("There is no attribute 'stripe'. Did you mean stripes?",
            Assert.Throws<UsageException>(() => _table.IndexOfAttribute("stripe")).Message);
    }
}
