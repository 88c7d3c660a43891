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
    /// <exception cref="UnseenDataException">A file is absent, damaged, or does not fit the others.</exception>
    private static (GzslDataset Dataset, IReadOnlyList<string> Used) Read(
        DatasetFolder folder, string classesPath, string featuresPath, string descriptorsPath, ReadingContext reading)
    {
        var classes = CsvTable.Read(classesPath, [CsvColumns.Class, CsvColumns.Role], hasNumbers: false, reading);
        var names = ClassNames.Create(classesPath, classes.RequireTexts(CsvColumns.Class));
        var descriptors = descriptorsPath == classesPath ? classes.ToMatrix()
            : new SemanticsSource(descriptorsPath, null).Read([.. names.All], reading);
        var samples = ReadSamples(folder, featuresPath, names.All.Count, reading);
        var labels = names.IndicesOf(samples.Labels, samples.LabelsPath, reading.Options);
        var dataset = new GzslDataset
        {
            Name = Path.GetFileName(folder.FolderPath),
            Features = samples.Features,
            Labels = labels,
            ClassNames = [.. names.All],
            Descriptors = descriptors,
            Split = CsvSplit.Make(labels, samples.Split, classes.Texts(CsvColumns.Role), classesPath),
            ImageFiles = samples.Images,
        };
        if (samples.Split is null)
            reading.Note(samples.LabelsPath, CsvSplit.DescribeHeldOut(dataset.Split));
        return (dataset, [classesPath, descriptorsPath, featuresPath, samples.LabelsPath]);
    }

    private static CsvSamples ReadSamples(DatasetFolder folder, string path, int classes, ReadingContext reading)
    {
        if (TableText.IsTable(path))
        {
            var table = CsvTable.Read(path, [], hasNumbers: true, reading);
            var labelled = table.Texts(CsvColumns.Class) is null ? null : table;
            return Combine(table.ToMatrix(), path, labelled, folder, classes, reading);
        }

        using var file = ArrayFiles.Open(path);
        var name = FeaturesOf(file, reading);
        if (ArrayRoles.Find(file, ArrayRoles.Labels, reading) is { } own)
        {
            var labels = LabelTexts(file, own, classes, reading);
            string[]? Texts(IReadOnlyList<string> names) =>
                ArrayRoles.Find(file, names, reading) is { Kind: ArrayKind.Text } texts && texts.Count == labels.Length
                    ? file.ReadStrings(texts.Name) : null;
            var features = file.ReadSamples(name, labels.Length, "labels", rowsFirst: true, map: true, reading);
            return new(features, labels, path, Texts([CsvColumns.Split])?.ToList(), Texts(ArrayRoles.Images));
        }

        return Combine(file.MapMatrix(name, columnsAsRows: false), path, null, folder, classes, reading);
    }

    private static string FeaturesOf(ArrayFile file, ReadingContext reading)
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

    private static CsvSamples Combine(FeatureMatrix features, string path, CsvTable? labelled, DatasetFolder folder,
        int classes, ReadingContext reading)
    {
        var labelsPath = labelled is null ? Require(folder, XlsaNames.Labels) : path;
        if (!TableText.IsTable(labelsPath))
        {
            using var file = ArrayFiles.Open(labelsPath);
            var entry = ArrayRoles.Find(file, ArrayRoles.Labels, reading) ?? (file.Entries.Count > 0 ? file.Entries[0]
                : throw new UnseenDataException(labelsPath, "the file has no arrays."));
            var texts = LabelTexts(file, entry, classes, reading);
            return new CsvSamples(features, texts, labelsPath, null, null).Checked();
        }

        labelled ??= CsvTable.Read(labelsPath, [CsvColumns.Class, CsvColumns.Split], hasNumbers: false, reading);
        if (labelled is { HasHeader: false, HasNumbers: false } && labelled.Rows == features.Rows + 1)
            reading.Note(labelsPath, $"first line '{labelled.TakeHeader(CsvColumns.Class)}' taken as a header, since "
                + "there is one line more than images");
        string[] labels = [.. labelled.RequireTexts(CsvColumns.Class)];
        return new CsvSamples(features, labels, labelsPath, labelled.Texts(CsvColumns.Split),
            labelled.Texts(CsvColumns.Image)?.ToArray()).Checked();
    }

    private static string[] LabelTexts(ArrayFile file, ArrayEntry entry, int classes, ReadingContext reading)
    {
        if (entry.Kind == ArrayKind.Text)
            return Array.ConvertAll(file.ReadStrings(entry.Name), NormalForm.OfName);
        if (!SampleNumbers.IsMatrix(entry))
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
