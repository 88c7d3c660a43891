using Unseen.Data.Arrays;
using Unseen.Data.Csv;

namespace Unseen.Data.Layouts;

/// <summary>
/// Reads a dataset from tables: <c>classes</c> (class[,role],a1,a2,...), <c>features</c> (a table, or a file of arrays)
/// and, if the features have no column or array of labels, <c>labels</c> (a table, or an array). A table is a .csv,
/// .tsv, .xlsx or .parquet file.
/// </summary>
internal static class CsvLayout
{
    private const string Classes = "classes";

    /// <summary>Finds the files of the dataset in a folder.</summary>
    /// <exception cref="UnseenDataException">A file is absent.</exception>
    public static DatasetFiles Find(
        DatasetFolder folder, string? features, string? semantics, ReadingContext reading)
    {
        var classesPath = folder.Find(Classes) ?? throw new UnseenDataException(folder.FolderPath,
            $"{Classes}.csv not found. Create it with one row per class: its name, perhaps its role (seen or unseen), "
            + $"then its descriptor.{folder.Describe()}");
        var featuresPath = Require(folder, features ?? XlsaNames.Features);
        var descriptorsPath = semantics is null ? classesPath : Require(folder, semantics);
        string[] paths = [classesPath, featuresPath, descriptorsPath, .. folder.Find(XlsaNames.Labels) is { } labels
            ? [labels] : (string[])[]];
        return new DatasetFiles(Path.GetFileName(folder.FolderPath), paths, () =>
            Read(folder, classesPath, featuresPath, descriptorsPath, reading))
        {
            Reading = reading,
        };
    }

    /// <summary>Reads the dataset.</summary>
    /// <exception cref="UnseenDataException">A file is absent, damaged, or does not fit the other files.</exception>
    private static (GzslDataset Dataset, IReadOnlyList<string> Used) Read(
        DatasetFolder folder, string classesPath, string featuresPath, string descriptorsPath, ReadingContext reading)
    {
        var classes = CsvTable.Read(
            classesPath, [CsvColumns.Class, CsvColumns.Role], everyRowHasNumber: false, reading);
        var names = ClassNames.Create(classesPath, classes.RequireTexts(CsvColumns.Class), classes.FindIds());
        var descriptors = descriptorsPath == classesPath ? classes.ToMatrix()
            : new SemanticsSource(descriptorsPath, null).Read([.. names.All], reading);
        var samples = ReadSamples(folder, featuresPath, names, reading);
        var labels = names.GetIndices(samples.RequireLabels(), samples.LabelsPath, reading, samples.OwnNames);
        var dataset = new GzslDataset
        {
            Name = Path.GetFileName(folder.FolderPath),
            Features = samples.Features,
            Labels = labels,
            ClassNames = [.. names.All],
            Descriptors = descriptors,
            Split = CsvSplit.Make(labels, samples.Split, classes.GetTexts(CsvColumns.Role), classesPath,
                samples.SplitPath),
            ImageFiles = samples.Images,
            FeatureNames = samples.FeatureNames,
        };
        if (samples.Split is null)
            reading.Note(samples.LabelsPath, CsvSplit.DescribeHeldOut(dataset.Split));
        return (dataset, [classesPath, descriptorsPath, featuresPath, samples.LabelsPath]);
    }

    private static CsvSamples ReadSamples(
        DatasetFolder folder, string path, ClassNames names, ReadingContext reading)
    {
        var samples = ReadFeatures(path, names, reading);
        // The labels file belongs to the file named "features". Another features file may have other images.
        var isUsual = Path.GetFileNameWithoutExtension(path) == XlsaNames.Features;
        return samples.Labels is null || (isUsual && folder.Find(XlsaNames.Labels) is not null)
            ? WithLabels(samples, folder, names, reading) : samples;
    }

    private static CsvSamples ReadFeatures(string path, ClassNames names, ReadingContext reading)
    {
        if (TableText.IsTable(path))
        {
            var table = CsvTable.Read(path, [], everyRowHasNumber: true, reading);
            return FromTable(table.ToMatrix(), table, path) with { FeatureNames = table.NumberNames };
        }

        using var file = ArrayFiles.Open(path);
        var name = GetFeatures(file, reading);
        if (ArrayRoles.Find(file, ArrayRoles.Labels, reading) is not { } labelsEntry)
        {
            file.NoteFlattened(name, reading);
            return FromArrays(file.MapMatrix(name, columnsAsRows: false), null, file, names, reading);
        }

        var labels = LabelTexts(file, labelsEntry, names.All.Count, reading);
        return FromArrays(file.ReadSamples(name, labels.Length, "labels", rowsFirst: true, map: true, reading), labels,
            file, names, reading);
    }

    private static string GetFeatures(ArrayFile file, ReadingContext reading)
    {
        if (file.Entries.Count == 1)
            return file.Entries[0].Name;
        if (ArrayRoles.Find(file, ArrayRoles.Features, reading) is { } named)
            return named.Name;
        if (ArrayRoles.OnlyMatrix(file) is not { } matrix)
            return XlsaNames.Features;
        reading.Note(file.FilePath, $"'{matrix.Name}', the only matrix of numbers, taken as '{XlsaNames.Features}'");
        return matrix.Name;
    }

    private static CsvSamples FromTable(FeatureMatrix features, CsvTable table, string path) =>
        new(features, table.GetTexts(CsvColumns.Class)?.ToArray(), path, table.GetTexts(CsvColumns.Split), path,
            table.GetTexts(CsvColumns.Image)?.ToArray())
        {
            Ids = table.FindIds(),
        };

    private static CsvSamples FromArrays(
        FeatureMatrix features, string[]? labels, ArrayFile file, ClassNames names, ReadingContext reading)
    {
        string[]? Texts(IReadOnlyList<string> arrays)
        {
            if (ArrayRoles.ReadTexts(file, arrays, reading) is not var (array, texts))
                return null;
            return texts.Length == features.Rows ? texts
                : throw CsvSamples.WrongCount(file.FilePath, $"array '{array}' has {texts.Length} texts",
                    texts.Length, features);
        }

        return new(features, labels, file.FilePath, Texts([CsvColumns.Split])?.ToList(), file.FilePath,
            Texts(ArrayRoles.Images))
        {
            OwnNames = ArrayRoles.ReadClassNames(file, names.All),
        };
    }

    /// <summary>Adds the labels from the labels file. If this file has image paths, they replace the image paths in the
    /// features file. If both files have labels or a split, these must be equal. If both identify the images, these
    /// must be in the same order.</summary>
    private static CsvSamples WithLabels(
        CsvSamples samples, DatasetFolder folder, ClassNames names, ReadingContext reading)
    {
        var path = Require(folder, XlsaNames.Labels);
        var labelled = TableText.IsTable(path) ? FromLabelTable(samples.Features, path, reading)
            : FromLabelArrays(samples.Features, path, names, reading);
        if (!RowOrder.RequireSameImages(path, labelled.Images, samples.LabelsPath, samples.Images))
            RowOrder.RequireSameIds(path, labelled.Ids, samples.LabelsPath, samples.Ids);
        if (samples.Labels is not null)
            RequireSameLabels(samples, labelled, names, reading);
        if (labelled.Split is { } split && samples.Split is { } other && !CsvSplit.AreEqual(split, other))
            throw new UnseenDataException(path, $"its 'split' and the 'split' of {Path.GetFileName(samples.SplitPath)} "
                + "differ. Delete one of them.");
        return labelled with
        {
            Split = labelled.Split ?? samples.Split,
            SplitPath = labelled.Split is null ? samples.SplitPath : path,
            Images = labelled.Images ?? samples.Images,
            OwnNames = labelled.OwnNames ?? samples.OwnNames,
            FeatureNames = samples.FeatureNames,
        };
    }

    private static void RequireSameLabels(
        CsvSamples samples, CsvSamples labelled, ClassNames names, ReadingContext reading)
    {
        var file = Path.GetFileName(samples.LabelsPath);
        if (labelled.Labels!.Length != samples.Features.Rows)
            throw new UnseenDataException(labelled.LabelsPath, $"there are {labelled.Labels.Length} labels, but {file} "
                + $"has labels of its own for {samples.Features.Rows} images. Delete or rename the file of labels if "
                + "it is not needed.");
        var own = names.GetIndices(samples.RequireLabels(), samples.LabelsPath, reading, samples.OwnNames);
        var others = names.GetIndices(labelled.Labels, labelled.LabelsPath, reading, labelled.OwnNames);
        var row = own.AsSpan().CommonPrefixLength(others);
        if (row < own.Length)
            throw new UnseenDataException(labelled.LabelsPath, $"image {row + 1} has the label "
                + $"'{labelled.Labels[row]}' here, but '{samples.Labels![row]}' in {file}. Delete the labels in one of "
                + "the files.");
    }

    private static CsvSamples FromLabelTable(FeatureMatrix features, string path, ReadingContext reading)
    {
        var table = CsvTable.Read(path, [CsvColumns.Class, CsvColumns.Split], everyRowHasNumber: false, reading);
        if (table is { HasHeader: false, HasNumbers: false } && table.Rows == features.Rows + 1)
            reading.Note(path, $"first line '{table.TakeHeader(CsvColumns.Class)}' taken as a header, since "
                + "there is one line more than images");
        _ = table.RequireTexts(CsvColumns.Class);
        return FromTable(features, table, path);
    }

    private static CsvSamples FromLabelArrays(
        FeatureMatrix features, string path, ClassNames names, ReadingContext reading)
    {
        using var file = ArrayFiles.Open(path);
        var entry = ArrayRoles.Find(file, ArrayRoles.Labels, reading) ?? (file.Entries.Count > 0 ? file.Entries[0]
            : throw new UnseenDataException(path, "the file has no arrays."));
        return FromArrays(features, LabelTexts(file, entry, names.All.Count, reading), file, names, reading);
    }

    private static string[] LabelTexts(ArrayFile file, ArrayEntry entry, int classes, ReadingContext reading)
    {
        if (entry.MayBeText)
            return Array.ConvertAll(file.ReadStrings(entry.Name), NormalForm.Normalize);
        if (!entry.IsMatrix)
            return Array.ConvertAll(file.ReadIntegers(entry.Name), number => $"{number}");
        var from = reading.Options.CountedFrom ?? 1;
        throw new UnseenDataException(file.FilePath,
            $"array '{entry.Name}' is {entry.ShapeText}, not one label per image. "
            + $"Save one class per image: its name, or its number from {from} to {from + classes - 1}.");
    }

    private static string Require(DatasetFolder folder, string name)
        => folder.Find(name) ?? throw new UnseenDataException(folder.FolderPath,
            $"there is no {name}.csv or the like"
                + $"{(folder.Files.Count == 0 ? "" : $"; the folder has {DatasetFolder.Names(folder.Files)}")}. "
                + "docs/data.md says what a dataset's folder has.");
}
