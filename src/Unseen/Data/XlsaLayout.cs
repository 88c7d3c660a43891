using Unseen.Data.Arrays;

namespace Unseen.Data;

/// <summary>Puts a dataset together from the arrays of the xlsa17 layout, in one file or in several.</summary>
internal static class XlsaLayout
{
    /// <summary>Reads a dataset from its features file, its file with split and names, and the place of its descriptors.</summary>
    /// <exception cref="DataException">An array is absent, damaged, or does not fit the others.</exception>
    public static GzslDataset Read(string name, string featuresPath, string splitsPath, SemanticsSource semantics)
    {
        using var features = ArrayFile.Open(featuresPath);
        using var splits = ArrayFile.Open(splitsPath);
        var labels = OneBased.FromFile(features.ReadIntegers(XlsaNames.Labels));
        var names = splits.Find(XlsaNames.ClassNames) is null ? null : splits.ReadStrings(XlsaNames.ClassNames);
        var descriptors = semantics.Read(names);
        return new GzslDataset
        {
            Name = splits.Find(XlsaNames.DatasetName) is null ? name : splits.ReadStrings(XlsaNames.DatasetName)[0],
            Features = features.ReadSamples(XlsaNames.Features, labels.Length, "labels", rowsFirst: false),
            Labels = labels,
            ClassNames = names ?? [.. Enumerable.Range(1, descriptors.Rows).Select(number => $"class {number}")],
            Descriptors = descriptors,
            Split = ReadSplit(splits),
            ImageFiles = ReadImageFiles(features, labels.Length),
            Checksums = FileChecksums.Of(featuresPath, splitsPath, semantics.FilePath),
        };
    }

    private static GzslSplit ReadSplit(ArrayFile splits) => new()
    {
        TrainVal = OneBased.FromFile(splits.ReadIntegers(XlsaNames.TrainVal)),
        TestSeen = OneBased.FromFile(splits.ReadIntegers(XlsaNames.TestSeen)),
        TestUnseen = OneBased.FromFile(splits.ReadIntegers(XlsaNames.TestUnseen)),
        Train = splits.Find(XlsaNames.Train) is null ? null : OneBased.FromFile(splits.ReadIntegers(XlsaNames.Train)),
        Val = splits.Find(XlsaNames.Val) is null ? null : OneBased.FromFile(splits.ReadIntegers(XlsaNames.Val)),
    };

    private static string[]? ReadImageFiles(ArrayFile features, int samples)
    {
        if (features.Find(XlsaNames.ImageFiles) is not { Kind: ArrayKind.Text })
            return null;
        var files = features.ReadStrings(XlsaNames.ImageFiles);
        return files.Length == samples
            ? files
            : throw new DataException(features.FilePath, $"array '{XlsaNames.ImageFiles}'", $"{samples} strings, one a label", files.Length);
    }
}
