using Unseen.Runs.Annotation;

namespace Unseen.Runs.Tests.Annotation;

public sealed class ProposalsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void IndistinctPair_RandomTable_EqualsThePairThatPlainLoopsFind(int seed)
    {
        var table = Tables.Random(12, 4, filled: 0.9, seed);

        var (best, expected) = (0.5, (ClassPair?)null);
        for (var i = 0; i < 12; i++)
            for (var j = i + 1; j < 12; j++)
            {
                var largest = -1.0;
                for (var a = 0; a < 4; a++)
                    if (table.Value(i, a) is { } x && table.Value(j, a) is { } y)
                        largest = Math.Max(largest, Math.Round(Math.Abs(x - y), 6));
                if (largest >= 0 && largest < best)
                    (best, expected) = (largest, new ClassPair(i, j));
            }

        Assert.NotNull(expected);
        Assert.Equal(expected, Proposals.IndistinctPair(table));
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(0.7, 0.2)] // rounded to float64, their difference is less than 0.5
    public void IndistinctPair_AttributeDiffersByHalf_IsNull(double one, double other)
    {
        var table = Tables.Create(["a", "b"], "x", "y");
        Assert.Null(Proposals.IndistinctPair(table)); // nothing is known yet
        table.Give(0, 0, 0.2);
        table.Give(1, 0, 0.6);
        Assert.Equal(new ClassPair(0, 1), Proposals.IndistinctPair(table));

        table.Give(0, 1, one);
        table.Give(1, 1, other);

        Assert.Null(Proposals.IndistinctPair(table));
    }

    [Fact]
    public void IndistinctPair_SeveralEqualPairs_PrefersThePairWhosePhotographsAreConfused()
    {
        var table = Tables.Create(["a", "b", "c", "d"], "x");
        foreach (var (c, value) in new[] { 0.0, 0, 1, 1 }.Index())
            table.Give(c, 0, value);

        Assert.Equal(new ClassPair(0, 1), Proposals.IndistinctPair(table));
        Assert.Equal(new ClassPair(2, 3), Proposals.IndistinctPair(table, [new(0, 2), new(3, 2)]));
    }

    [Fact]
    public void NextCells_EmptyCells_BeginWithTheMostSimilarClasses()
    {
        var table = Tables.Create(["a", "b", "c"], "x", "y");
        foreach (var (c, value) in new[] { 0.0, 1, 0.9 }.Index())
            table.Give(c, 0, value);

        Assert.Equal([new(1, 1), new(2, 1), new(0, 1)], Proposals.NextCells(table, "anna", count: 5));
    }

    [Fact]
    public void NextCells_OfAnEmptyTable_GoClassByClass() =>
        Assert.Equal([new(0, 0), new(0, 1), new(1, 0)],
            Proposals.NextCells(Tables.Create(["a", "b"], "x", "y"), "anna", count: 3));

    [Fact]
    public void NextCells_OfAClass_BeginWithTheMostVisibleAttribute()
    {
        var table = Tables.Create(["a", "b"], "x", "y", "z");

        Assert.Equal([new(0, 2), new(0, 0), new(0, 1)],
            Proposals.NextCells(table, "anna", [0.2, -0.1, 0.7], count: 3));
    }

    [Fact]
    public void NextCells_FullTable_AreTheCellsOnWhichOtherPeopleDisagree()
    {
        var table = Tables.Create(["a", "b"], "x");
        table.Answer("anna", 0, 0, 0);
        table.Answer("bert", 0, 0, 1);
        table.Answer("bert", 1, 0, 1);

        Assert.Equal([new(0, 0)], Proposals.NextCells(table, "carla", count: 5));
        Assert.Empty(Proposals.NextCells(table, "anna", count: 5));
    }
}
