using System.Globalization;
using Unseen.Data.Loading;
using Unseen.TestSupport;

namespace Unseen.Data.Tests.Loading;

/// <summary>Datasets in the forms that MATLAB, NumPy, pandas and Excel write. A script created the files.</summary>
public sealed class SharedInputTests
{
    [Theory]
    [InlineData("npz-plain")]
    [InlineData("mat5-odd-types")]
    [InlineData("mat4")]
    [InlineData("att-transposed")]
    [InlineData("features-n-by-d")]
    [InlineData("csv-pandas-index")]
    [InlineData("csv-pandas-header")]
    [InlineData("csv-latin-1")]
    [InlineData("csv-utf8-bom-crlf")]
    [InlineData("csv-semicolon-comma")]
    [InlineData("csv-tab")]
    [InlineData("csv-excel-sep")]
    [InlineData("npz-extra-arrays")]
    [InlineData("npz-byte-names")]
    [InlineData("npz-half-and-fortran")]
    [InlineData("npz-one-hot-labels")]
    public void Load_DatasetInAnyForm_HasTheSameContent(string name)
    {
        var dataset = Load(name);

        Assert.Equal(InputProblem.Labels, dataset.Labels);
        string[] names = name switch
        {
            "csv-latin-1" or "csv-utf8-bom-crlf" or "npz-byte-names" =>
                ["okápi", "héron", "loutre", "lynx", "ibis", "puma"],
            "mat4" => [.. Enumerable.Range(1, 6).Select(number => $"class {number}")],
            _ => InputProblem.Names,
        };
        Assert.Equal(names, dataset.ClassNames);
        var tolerance = name == "npz-half-and-fortran" ? 1e-3f : 1e-6f;
        AssertClose(PlainNumbers("features.csv", textColumns: 0), dataset.Features, tolerance);
        AssertClose(PlainNumbers("classes.csv", textColumns: 2), dataset.Descriptors, 1e-6f);
    }

    [Theory]
    [InlineData("v73-fletcher32")]
    [InlineData("v73-gzip-fletcher32")]
    public void Load_Matlab73InChecksummedChunks_HasTheNumbersThatH5pyReads(string name)
    {
        var dataset = Load(name);

        Assert.Equal(InputProblem.Labels, dataset.Labels);
        Assert.Equal(InputProblem.Names, dataset.ClassNames);
        Assert.Equal((48, 40), (dataset.Features.Rows, dataset.Features.Columns));
        Assert.Equal([1.0752f, 0.526f, 0.2955f, 1.1909f, 0.7463f], dataset.Features.Row(0)[..5].ToArray());
        Assert.Equal([0.6475f, 0.6236f, 0.8362f, 0.5073f, 0.5645f], dataset.Features.Row(47)[35..].ToArray());
        Assert.Equal([0.439f, 0.07f, 0.021f, 0.842f], dataset.Descriptors.Row(0).ToArray());
        // Each number is weighted by its position, so that the sum changes if two numbers are exchanged.
        Assert.Equal(1538559.5439, Fixtures.GetValues(dataset.Features).Select((x, i) => (i + 1.0) * x).Sum(), 1e-2);
        Assert.Equal(134.154, Fixtures.GetValues(dataset.Descriptors).Select((x, i) => (i + 1.0) * x).Sum(), 1e-5);
    }

    [Fact]
    public void Load_HundredsOfNamesInMatlab73_AreAllRead() =>
        Assert.Equal(Enumerable.Range(0, 260).Select(i => $"class {i:D3}"), Load("v73-260-classes").ClassNames);

    [Theory]
    [InlineData("lfs-pointer", "res101.mat: this is a Git LFS pointer")]
    [InlineData("html-as-mat", "res101.mat: this is a web page (\"Sign in\")")]
    [InlineData("labels-from-0", "with --counted-from 0")]
    [InlineData("csv-missing-value", "line 3, column 'a3' (class 'heron'): 'NA' stands for a missing value")]
    [InlineData("csv-stray-quote", "line 3, column 'class': there is a quote (\") inside her\"on")]
    [InlineData("csv-blanks-and-case", "'Heron' (image 9; did you mean 'heron'?)")]
    [InlineData("csv-ragged-row", "line 5: 6 fields, but the header has 5")]
    public void Load_UnreadableInput_ThrowsWithTheReason(string name, string message) =>
        Assert.Contains(message,
            Assert.Throws<UnseenDataException>(() => Load(name)).Message, StringComparison.Ordinal);

    /// <summary>The numbers of a table in the folder csv-pandas-header, read without Unseen.Data.</summary>
    private static float[][] PlainNumbers(string table, int textColumns) =>
        [.. File.ReadLines(Path.Combine(SharedData.Require("inputs/csv-pandas-header"), table)).Skip(1)
            .Select(line => line.Split(',')[textColumns..]
                .Select(field => float.Parse(field, CultureInfo.InvariantCulture)).ToArray())];

    private static void AssertClose(float[][] expected, FeatureMatrix actual, float tolerance)
    {
        Assert.Equal((expected.Length, expected[0].Length), (actual.Rows, actual.Columns));
        foreach (var (row, numbers) in expected.Index())
            Assert.Equal(numbers, actual.Row(row).ToArray(), (a, b) => Math.Abs(a - b) <= tolerance);
    }

    private static GzslDataset Load(string name)
    {
        var folder = SharedData.Require($"inputs/{name}");
        return DatasetLoader.Load(Directory.GetFiles(folder) is [var only] ? only : folder);
    }
}
