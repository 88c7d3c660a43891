using Unseen.Data.Arrays;
using Unseen.Data.Layouts;
using Unseen.TestSupport;

namespace Unseen.Data.Tests;

/// <summary>The small files that fixtures/make_fixtures.py wrote, and the formula of their values.</summary>
internal static class Fixtures
{
    public static string[] NumberTypes { get; } =
        ["double", "single", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"];

    public static string[] Names { get; } = ["ant", "hard-leaved pocket orchid", "café", ""];

    public static string GetPath(string name) =>
        Path.Combine(SharedData.RepositoryRoot, "tests", "Unseen.Data.Tests", "fixtures", name);

    public static ArrayFile Open(string name) => ArrayFiles.Open(GetPath(name));

    /// <summary>All values of a matrix, mapped or not, row after row.</summary>
    public static float[] GetValues(FeatureMatrix matrix) =>
        [.. Enumerable.Range(0, matrix.Rows).SelectMany(row => matrix.Row(row).ToArray())];

    /// <summary>The first values of the formula in make_fixtures.py, column by column.</summary>
    public static float[] Values(int count, string type)
        => [.. Enumerable.Range(0, count).Select(i => (float)((i * 7 % 251) - (type.StartsWith('u') ? 0 : 125)))];
}
