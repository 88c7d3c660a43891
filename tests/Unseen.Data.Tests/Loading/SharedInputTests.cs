using Unseen.Data.Loading;
using Unseen.TestSupport;

namespace Unseen.Data.Tests.Loading;

/// <summary>The inputs as MATLAB, h5py, pandas and Excel themselves wrote them.</summary>
public sealed class SharedInputTests
{
    [Theory]
    [InlineData("npz-plain")]
    [InlineData("v73-fletcher32")]
    [InlineData("v73-gzip-fletcher32")]
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
    public void Load_EveryFormOfTheProblem_HasTheSameContent(string name)
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
        if (name.StartsWith("v73", StringComparison.Ordinal))
        {
            // Both files of MATLAB 7.3 hold another problem than the rest.
            Assert.Equal(Fixtures.ValuesOf(Load("v73-gzip-fletcher32").Features), Fixtures.ValuesOf(dataset.Features));
            return;
        }

        var plain = Load("npz-plain");
        var tolerance = name == "npz-half-and-fortran" ? 1e-3f : 1e-6f;
        Assert.Equal((plain.Features.Rows, plain.Features.Columns), (dataset.Features.Rows, dataset.Features.Columns));
        Assert.All(Fixtures.ValuesOf(plain.Features).Zip(Fixtures.ValuesOf(dataset.Features)),
            pair => Assert.InRange(pair.Second, pair.First - tolerance, pair.First + tolerance));
        Assert.All(Fixtures.ValuesOf(plain.Descriptors).Zip(Fixtures.ValuesOf(dataset.Descriptors)),
            pair => Assert.InRange(pair.Second, pair.First - 1e-6f, pair.First + 1e-6f));
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
    public void Load_WhatCannotBeRead_SaysWhy(string name, string message) =>
        Assert.Contains(message,
            Assert.Throws<UnseenDataException>(() => Load(name)).Message, StringComparison.Ordinal);

    private static GzslDataset Load(string name)
    {
        var folder = SharedData.Require($"inputs/{name}");
        return DatasetLoader.Load(Directory.GetFiles(folder) is [var only] ? only : folder);
    }
}
