using Unseen.Data.Loading;

namespace Unseen.Data.Tests.Loading;

public sealed class DatasetLoaderTests
{
    [Fact]
    public void Load_XlsaFolder_ReturnsZeroBasedNumbers()
    {
        var dataset = DatasetLoader.Load(Fixtures.GetPath("xlsa"));

        Assert.Equal("xlsa", dataset.Name);
        AssertSame(SmallDataset.Create(), dataset);
        Assert.Equal(["att_splits.mat", "res101.mat"], dataset.Checksums.Keys);
    }

    [Theory]
    [InlineData("original_att")]
    [InlineData("att")]
    public void Load_SemanticsIsAnArrayOfTheSplitsFile_UsesTheArray(string semantics)
        => Assert.Equal(semantics == "att" ? 1 : 10,
            DatasetLoader.Load(Fixtures.GetPath("xlsa"), semantics: semantics).Descriptors.Values[0]);

    [Fact]
    public void Load_UnknownSemantics_ThrowsWithTheExistingNames()
    {
        var exception = Assert.Throws<UnseenDataException>(
            () => DatasetLoader.Load(Fixtures.GetPath("xlsa"), semantics: "sent"));

        Assert.Contains("'sent'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("att, original_att", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_SemanticsAsTableOrArrayInEitherOrientation_UsesItsDescriptors()
    {
        using var folder = CopyOfXlsa();
        folder.Write("words.csv", "name,w1", "fox,6", "eel,5", "dog,4", "cat,3", "bee,2", "ant,1");
        folder.WriteNpz("sent.npz", writer =>
            writer.Write("att", new FeatureMatrix([1, 2, 3, 4, 5, 6], 6, 1), rowsAsColumns: true));
        folder.WriteNpz("rows.npz", writer =>
            writer.Write("embedding", new FeatureMatrix([1, 9, 2, 9, 3, 9, 4, 9, 5, 9, 6, 9], 6, 2)));

        Assert.Equal([1, 2, 3, 4, 5, 6], DatasetLoader.Load(folder.FullPath, semantics: "words").Descriptors.Values);
        Assert.Equal([1, 2, 3, 4, 5, 6], DatasetLoader.Load(folder.FullPath, semantics: "sent").Descriptors.Values);
        Assert.Equal([1, 9], DatasetLoader.Load(folder.FullPath, semantics: "rows.npz").Descriptors.Row(0).ToArray());
    }

    [Fact]
    public void Load_OnlyFeaturesFileHasAnotherName_IsUsed()
    {
        using var folder = CopyOfXlsa();
        File.Move(folder.GetPath("res101.mat"), folder.GetPath("vit.mat"));

        AssertSame(SmallDataset.Create(), DatasetLoader.Load(folder.FullPath));
    }

    [Fact]
    public void Load_SeveralFeaturesFiles_ThrowsWithTheirNames()
    {
        using var folder = CopyOfXlsa();
        File.Copy(folder.GetPath("res101.mat"), folder.GetPath("clip.mat"));
        File.Move(folder.GetPath("res101.mat"), folder.GetPath("vit.mat"));

        Assert.Contains("but clip, vit. Choose one of them", Assert.Throws<UnseenDataException>(
            () => DatasetLoader.Load(folder.FullPath)).Message, StringComparison.Ordinal);
        AssertSame(SmallDataset.Create(), DatasetLoader.Load(folder.FullPath, features: "clip"));
    }

    [Fact]
    public void Load_ErrorInTheData_IsRefusedButReadSucceeds()
    {
        using var folder = new TemporaryFolder();
        var dataset = SmallDataset.WithSplit(split => split with { TrainVal = [.. split.TrainVal, 0] });
        DatasetConverter.Save(dataset, folder.GetPath("leak.npz"));

        var exception = Assert.Throws<UnseenDataException>(() => DatasetLoader.Load(folder.GetPath("leak.npz")));

        Assert.Contains("1 sample is in both trainval_loc and test_seen_loc", exception.Message,
            StringComparison.Ordinal);
        AssertSame(dataset, DatasetLoader.Read(folder.GetPath("leak.npz")));
    }

    [Fact]
    public void Read_FewerLabelsThanImages_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var dataset = SmallDataset.Create() with { Labels = [0, 1] };
        DatasetConverter.Save(dataset, folder.GetPath("short.npz"));

        Assert.Contains("[3, 60]", Assert.Throws<UnseenDataException>(
            () => DatasetLoader.Read(folder.GetPath("short.npz"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OnlyFeaturesFileIsDamaged_ThrowsWithItsName()
    {
        using var folder = CopyOfXlsa();
        File.Delete(folder.GetPath("res101.mat"));
        folder.Write("vit.mat", File.ReadAllBytes(Fixtures.GetPath("xlsa/res101.mat"))[..200]);

        Assert.Contains("vit.mat",
            Assert.Throws<UnseenDataException>(() => DatasetLoader.Load(folder.FullPath)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FeaturesChosenForADatasetInOneFile_IsRefused()
    {
        using var folder = new TemporaryFolder();
        DatasetConverter.Save(SmallDataset.Create(), folder.GetPath("small.npz"));

        Assert.Throws<UnseenDataException>(() => DatasetLoader.Load(folder.GetPath("small.npz"), features: "res101"));
    }

    [Fact]
    public void Load_MissingOrEmptyFolder_ThrowsUnseenDataException()
    {
        using var folder = new TemporaryFolder();

        Assert.Throws<UnseenDataException>(() => DatasetLoader.Load(folder.GetPath("absent")));
        Assert.Throws<UnseenDataException>(() => DatasetLoader.Load(folder.FullPath));
    }

    [Fact]
    public void Save_Twice_WritesTheSameBytesAndLoadsAnEqualDataset()
    {
        using var folder = new TemporaryFolder();
        var dataset = SmallDataset.WithSplit(split => split with { Train = [1, 2], Val = [11] });

        DatasetConverter.Save(dataset, folder.GetPath("first.npz"));
        DatasetConverter.Save(dataset, folder.GetPath("second.npz"));

        var loaded = DatasetLoader.Load(folder.GetPath("first.npz"));
        Assert.Equal("small", loaded.Name);
        AssertSame(dataset, loaded);
        Assert.Equal(File.ReadAllBytes(folder.GetPath("first.npz")), File.ReadAllBytes(folder.GetPath("second.npz")));
        Assert.Equal(2, Directory.GetFiles(folder.FullPath).Length); // no temporary file is left
    }

    [Fact]
    public void Save_WithoutOptionalParts_LoadsThemAsNull()
    {
        using var folder = new TemporaryFolder();
        var dataset = SmallDataset.Create() with { ImageFiles = null };

        DatasetConverter.Save(dataset, folder.GetPath("bare.npz"));

        AssertSame(dataset, DatasetLoader.Load(folder.FullPath)); // the folder's only file
    }

    internal static void AssertSame(GzslDataset expected, GzslDataset actual)
    {
        Assert.Equal((expected.Features.Rows, expected.Features.Columns),
            (actual.Features.Rows, actual.Features.Columns));
        Assert.Equal(Fixtures.GetValues(expected.Features), Fixtures.GetValues(actual.Features));
        Assert.Equal(expected.Labels, actual.Labels);
        Assert.Equal(expected.ClassNames, actual.ClassNames);
        Assert.Equal((expected.Descriptors.Rows, expected.Descriptors.Columns),
            (actual.Descriptors.Rows, actual.Descriptors.Columns));
        Assert.Equal(expected.Descriptors.Values, actual.Descriptors.Values);
        Assert.Equal(expected.ImageFiles, actual.ImageFiles);
        Assert.Equal(expected.Split.TrainVal, actual.Split.TrainVal);
        Assert.Equal(expected.Split.TestSeen, actual.Split.TestSeen);
        Assert.Equal(expected.Split.TestUnseen, actual.Split.TestUnseen);
        Assert.Equal(expected.Split.Train, actual.Split.Train);
        Assert.Equal(expected.Split.Val, actual.Split.Val);
    }

    private static TemporaryFolder CopyOfXlsa()
    {
        var folder = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(Fixtures.GetPath("xlsa")))
            File.Copy(file, folder.GetPath(Path.GetFileName(file)));
        return folder;
    }
}
