using Unseen.Data.Arrays;
using Unseen.Data.Numpy;

namespace Unseen.Data.Layouts;

/// <summary>Reads and writes datasets as the arrays of the xlsa17 layout, in one file or in several.</summary>
internal static class XlsaLayout
{
    /// <summary>Gets the files of a dataset: the file with the features, the file with the split and the class names,
    /// and the file with the descriptors.</summary>
    public static DatasetFiles Find(
        string name, string featuresPath, string splitsPath, SemanticsSource semantics, ReadingContext reading)
    {
        string[] paths = [featuresPath, splitsPath, semantics.FilePath];
        return new DatasetFiles(name, paths, () => (Read(name, featuresPath, splitsPath, semantics, reading), paths))
        {
            Reading = reading,
        };
    }

    /// <summary>Adds the arrays of a dataset to an archive.</summary>
    public static void Write(GzslDataset dataset, NpzWriter writer)
    {
        writer.Write(XlsaNames.DatasetName, [dataset.Name]);
        writer.Write(XlsaNames.ClassNames, dataset.ClassNames);
        writer.Write(XlsaNames.Descriptors, dataset.Descriptors, rowsAsColumns: true);
        writer.Write(XlsaNames.Labels, OneBased.ToFile(dataset.Labels));
        writer.Write(XlsaNames.TrainVal, OneBased.ToFile(dataset.Split.TrainVal));
        writer.Write(XlsaNames.TestSeen, OneBased.ToFile(dataset.Split.TestSeen));
        writer.Write(XlsaNames.TestUnseen, OneBased.ToFile(dataset.Split.TestUnseen));
        if (dataset.Split.Train is { } train)
            writer.Write(XlsaNames.Train, OneBased.ToFile(train));
        if (dataset.Split.Val is { } val)
            writer.Write(XlsaNames.Val, OneBased.ToFile(val));
        if (dataset.ImageFiles is { } imageFiles)
            writer.Write(XlsaNames.ImageFiles, imageFiles);
        writer.Write(XlsaNames.Features, dataset.Features, rowsAsColumns: true);
    }

    /// <summary>Reads the dataset. The features, which take longest, are read on a separate thread.</summary>
    /// <exception cref="UnseenDataException">An array is absent, damaged, or does not fit the other arrays.</exception>
    private static GzslDataset Read(
        string name, string featuresPath, string splitsPath, SemanticsSource semantics, ReadingContext reading)
    {
        using var samples = ArrayFiles.Open(featuresPath);
        using var splits = ArrayFiles.Open(splitsPath);
        SampleNumbers.NoteUnread(samples, reading);
        SampleNumbers.NoteUnread(splits, reading);
        string[]? names = splits.Find(XlsaNames.ClassNames) is null ? null
            : [.. splits.ReadStrings(XlsaNames.ClassNames).Select(NormalForm.Normalize)];
        var known = samples.Find(XlsaNames.Labels) is { MayBeText: true } && names is not null
            ? ClassNames.Create(splitsPath, names) : null;
        var labels = SampleNumbers.ReadLabels(samples, known, reading);
        if (featuresPath != splitsPath)
        {
            RequireSameNamesAndImages(samples, splits, labels, names, reading);
            RequireSameLabels(samples, splits, labels, reading);
        }

        var features = Task.Run(() => ReadFeatures(featuresPath, labels.Length, reading));
        try
        {
            var descriptors = semantics.Read(names, reading);
            var imageFiles = samples.Find(XlsaNames.ImageFiles) is { } images ? samples.TryReadStrings(images) : null;
            return new GzslDataset
            {
                Name = (splits.Find(XlsaNames.DatasetName) is null ? null
                    : splits.ReadStrings(XlsaNames.DatasetName).FirstOrDefault()) ?? name,
                Labels = labels,
                ClassNames = names ?? [.. Enumerable.Range(1, descriptors.Rows).Select(number => $"class {number}")],
                Descriptors = descriptors,
                Split = ReadSplit(splits, labels.Length, reading),
                Features = features.GetAwaiter().GetResult(),
                ImageFiles = imageFiles is null || imageFiles.Length == labels.Length
                    ? imageFiles
                    : throw new UnseenDataException(featuresPath, $"array '{XlsaNames.ImageFiles}'",
                        $"{labels.Length} strings, one per label", imageFiles.Length),
            };
        }
        finally
        {
            Task.WaitAny(features); // so that an exception leaves no file open
        }
    }

    /// <summary>Throws if the file of features and the file of the split have different class names for labels that are
    /// numbers, or different images.</summary>
    private static void RequireSameNamesAndImages(
        ArrayFile samples, ArrayFile splits, int[] labels, string[]? names, ReadingContext reading)
    {
        if (names is not null && samples.Find(XlsaNames.Labels) is { Kind: ArrayKind.Number })
        {
            var first = reading.Options.CountedFrom ?? 1;
            ArrayRoles.ReadClassNames(samples, names)?.RequireSame(
                Array.ConvertAll(labels, label => label + first), labels, names, splits.FilePath, first);
        }

        string[]? Images(ArrayFile file) => file.Find(XlsaNames.ImageFiles) is { } entry ? file.TryReadStrings(entry)
            : null;
        RowOrder.RequireSameImages(splits.FilePath, Images(splits), samples.FilePath, Images(samples));
    }

    /// <summary>Throws if the file of the split has a list of numeric labels that differs from the labels of the
    /// features.</summary>
    private static void RequireSameLabels(ArrayFile samples, ArrayFile splits, int[] labels, ReadingContext reading)
    {
        if (splits.Find(XlsaNames.Labels) is not { Kind: ArrayKind.Number } entry || entry.MayBeText
            || entry.Shape.Count(length => length > 1) > 1)
            return;
        var others = splits.ReadIntegers(XlsaNames.Labels);
        if (others.Length != labels.Length)
            throw new UnseenDataException(splits.FilePath, $"array '{XlsaNames.Labels}' has {others.Length} numbers, "
                + $"but {Path.GetFileName(samples.FilePath)} has {labels.Length} images. Both files must have the same "
                + "images. If the numbers are not needed, delete them here.");
        var first = reading.Options.CountedFrom ?? 1;
        for (var row = 0; row < labels.Length; row++)
            if (others[row] != labels[row] + first)
                throw new UnseenDataException(splits.FilePath, $"array '{XlsaNames.Labels}' has {others[row]} for "
                    + $"image {row + 1}, but {Path.GetFileName(samples.FilePath)} has {labels[row] + first}. Correct "
                    + "the labels, or delete them here.");
    }

    private static FeatureMatrix ReadFeatures(string path, int count, ReadingContext reading)
    {
        using var file = ArrayFiles.Open(path);
        return file.ReadSamples(XlsaNames.Features, count, "labels", rowsFirst: false, map: true, reading);
    }

    private static GzslSplit ReadSplit(ArrayFile splits, int images, ReadingContext reading)
    {
        int[] Rows(string name) => SampleNumbers.ReadRows(splits, name, images, reading);
        return new()
        {
            TrainVal = Rows(XlsaNames.TrainVal),
            TestSeen = Rows(XlsaNames.TestSeen),
            TestUnseen = Rows(XlsaNames.TestUnseen),
            Train = splits.Find(XlsaNames.Train) is null ? null : Rows(XlsaNames.Train),
            Val = splits.Find(XlsaNames.Val) is null ? null : Rows(XlsaNames.Val),
        };
    }
}
