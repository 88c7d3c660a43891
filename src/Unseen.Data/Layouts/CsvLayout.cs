using Unseen.Data.Arrays;
using Unseen.Data.Csv;

namespace Unseen.Data.Layouts;

/// <summary>
/// Puts a dataset together from tables: <c>classes.csv</c> (class[,role],a1,a2,...), <c>features</c> (.csv, .npy, .npz
/// or .mat) and, where the features have no column or array of labels, <c>labels</c> (.csv or .npy).
/// </summary>
internal static class CsvLayout
{
    private const string Classes = "classes";

    /// <summary>The files of a folder's dataset.</summary>
    /// <exception cref="DataException">A file is absent.</exception>
    public static DatasetFiles Find(DatasetFolder folder, string? features, string? semantics)
    {
        var classesPath = Require(folder, Classes);
        var featuresPath = Require(folder, features ?? XlsaNames.Features);
        var descriptorsPath = semantics is null ? classesPath : Require(folder, semantics);
        string[] paths = [classesPath, featuresPath, descriptorsPath, .. folder.Find(XlsaNames.Labels) is { } labels
            ? [labels] : (string[])[]];
        return new DatasetFiles(Path.GetFileName(folder.FolderPath), paths, () =>
            Read(folder, classesPath, featuresPath, descriptorsPath));
    }

    /// <summary>Reads the dataset.</summary>
    /// <exception cref="DataException">A file is absent, damaged, or does not fit the others.</exception>
    private static (GzslDataset Dataset, IReadOnlyList<string> Used) Read(
        DatasetFolder folder, string classesPath, string featuresPath, string descriptorsPath)
    {
        var classes = CsvTable.Read(classesPath, [CsvColumns.Class, CsvColumns.Role], hasNumbers: false);
        var names = classes.RequireTexts(CsvColumns.Class);
        if (names.Distinct().Count() < names.Count)
            throw new DataException(classesPath, "column 'class'", "a different name in every row", "with repeats");
        var descriptors = ReadDescriptors(classes, classesPath, descriptorsPath, [.. names]);
        var samples = ReadSamples(folder, featuresPath);
        var labels = Index(samples.Labels, names, samples.LabelsPath);
        var dataset = new GzslDataset
        {
            Name = Path.GetFileName(folder.FolderPath),
            Features = samples.Features,
            Labels = labels,
            ClassNames = [.. names],
            Descriptors = descriptors,
            Split = CsvSplit.Make(labels, samples.Split, classes.Texts(CsvColumns.Role), classesPath),
            ImageFiles = samples.Images,
        };
        return (dataset, [classesPath, descriptorsPath, featuresPath, samples.LabelsPath]);
    }

    private static FeatureMatrix ReadDescriptors(CsvTable classes, string classesPath, string path, string[] names)
    {
        if (path == classesPath)
            return classes.ToMatrix();
        return new SemanticsSource(path, null).Read(names);
    }

    private static CsvSamples ReadSamples(DatasetFolder folder, string path)
    {
        if (Path.GetExtension(path) == ".csv")
        {
            var table = CsvTable.Read(path, [], hasNumbers: true);
            var labelled = table.Texts(CsvColumns.Class) is null ? null : table;
            return Combine(table.ToMatrix(), path, labelled, folder);
        }

        using var file = ArrayFiles.Open(path);
        var name = file.Entries.Count == 1 ? file.Entries[0].Name : XlsaNames.Features;
        if (file.Find(XlsaNames.Labels) is { } own)
        {
            var labels = LabelTexts(file, own);
            var images = file.Find(XlsaNames.ImageFiles) is { Kind: ArrayKind.Text } files
                ? file.ReadStrings(files.Name) : null;
            return new(file.ReadSamples(name, labels.Length, "labels", rowsFirst: true, map: true), labels, path, null,
                images);
        }

        return Combine(file.MapMatrix(name, columnsAsRows: false), path, null, folder);
    }

    private static CsvSamples Combine(FeatureMatrix features, string path, CsvTable? labelled, DatasetFolder folder)
    {
        var labelsPath = labelled is null ? Require(folder, XlsaNames.Labels) : path;
        if (Path.GetExtension(labelsPath) != ".csv")
        {
            using var file = ArrayFiles.Open(labelsPath);
            return new CsvSamples(features, LabelTexts(file, file.Find(XlsaNames.Labels) ?? file.Entries[0]),
                labelsPath, null, null).Checked();
        }

        labelled ??= CsvTable.Read(labelsPath, [CsvColumns.Class, CsvColumns.Split], hasNumbers: false);
        string[] labels = [.. labelled.RequireTexts(CsvColumns.Class)];
        return new CsvSamples(features, labels, labelsPath, labelled.Texts(CsvColumns.Split),
            labelled.Texts(CsvColumns.Image)?.ToArray()).Checked();
    }

    private static string[] LabelTexts(ArrayFile file, ArrayEntry entry)
        => entry.Kind == ArrayKind.Text ? file.ReadStrings(entry.Name)
            : Array.ConvertAll(file.ReadIntegers(entry.Name), number => $"{number}");

    private static int[] Index(string[] labels, List<string> names, string path)
    {
        var classes = names.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        var indices = new int[labels.Length];
        for (var i = 0; i < labels.Length; i++)
            if (!classes.TryGetValue(labels[i], out indices[i]))
                throw new DataException(path, $"label {i + 1}", "a class of the table of classes", $"'{labels[i]}'");
        return indices;
    }

    private static string Require(DatasetFolder folder, string name)
        => folder.Find(name) ?? throw new DataException(
            folder.FolderPath, $"file '{name}'", "there", folder.Files.Count == 0 ? "absent"
            : $"absent (the folder has {DatasetFolder.Names(folder.Files)})");
}
