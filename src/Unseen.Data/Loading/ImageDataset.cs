using Unseen.Data.Csv;
using Unseen.Data.Inspection;
using Unseen.Data.Layouts;

namespace Unseen.Data.Loading;

/// <summary>Creates a dataset from the features of photographs and a table of classes.</summary>
public static class ImageDataset
{
    /// <summary>
    /// Creates the dataset. The table has a column "class", attributes as numbers or a column "description" of words,
    /// and optionally a column "role" (seen or unseen). Without a column "role", the classes with photographs are the
    /// seen classes. A fifth of every seen class is held out for testing, by a fixed seed. All photographs of unseen
    /// classes are for testing.
    /// </summary>
    /// <param name="name">short name for tables</param>
    /// <param name="classesPath">path of the table of classes, such as classes.csv</param>
    /// <param name="features">[N, D] features of the photographs</param>
    /// <param name="labels">[N] class name of each photograph, as in the table</param>
    /// <param name="imageFiles">[N] path of each photograph</param>
    /// <param name="words">word vectors for the names or descriptions of the classes, used if the table has no
    /// attributes; null (default) for none</param>
    /// <param name="descriptors">[C, A] descriptors of the table's classes, in the order of the table. They are used
    /// instead of the descriptors in the table; null (default) to use the descriptors in the table</param>
    /// <exception cref="ArgumentException"><paramref name="imageFiles"/> is not as long as
    /// <paramref name="labels"/>.</exception>
    /// <exception cref="UnseenDataException">The table is damaged or lacks a class, the classes have no descriptors, or
    /// the dataset has an error.</exception>
    public static GzslDataset Create(
        string name, string classesPath, FeatureMatrix features, string[] labels, string[] imageFiles,
            WordVectors? words = null, FeatureMatrix? descriptors = null)
    {
        var dataset = Read(name, classesPath, features, labels, imageFiles, words, descriptors);
        RequireValid(dataset, classesPath);
        return dataset;
    }

    /// <summary>Throws if a dataset has an error that would make results invalid.</summary>
    /// <param name="dataset">the dataset, as <see cref="Read"/> returns it</param>
    /// <param name="classesPath">path of the dataset's table of classes, for the message</param>
    /// <exception cref="UnseenDataException">The dataset has an error.</exception>
    public static void RequireValid(GzslDataset dataset, string classesPath) =>
        DatasetInspector.Inspect(dataset).ThrowIfErrors(
            classesPath, "the classes and photographs cannot be trained on");

    /// <summary>Creates the dataset as <see cref="Create"/> does, but without a check of its content, for
    /// inspection.</summary>
    /// <param name="name">as for <see cref="Create"/></param>
    /// <param name="classesPath">as for <see cref="Create"/></param>
    /// <param name="features">as for <see cref="Create"/></param>
    /// <param name="labels">as for <see cref="Create"/></param>
    /// <param name="imageFiles">as for <see cref="Create"/></param>
    /// <param name="words">as for <see cref="Create"/></param>
    /// <param name="descriptors">as for <see cref="Create"/></param>
    /// <exception cref="ArgumentException"><paramref name="imageFiles"/> is not as long as
    /// <paramref name="labels"/>.</exception>
    /// <exception cref="UnseenDataException">The table cannot be read, is damaged or lacks a class. Or the classes have
    /// no descriptors: there are no word vectors, no word of a class has a vector, or two classes get the same vector
    /// since a word has no vector.</exception>
    public static GzslDataset Read(
        string name, string classesPath, FeatureMatrix features, string[] labels, string[] imageFiles,
            WordVectors? words = null, FeatureMatrix? descriptors = null)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(imageFiles);
        Require.That(imageFiles.Length == labels.Length, nameof(imageFiles), $"of length {labels.Length}, as the "
            + "labels", imageFiles.Length);
        var reading = new ReadingContext(ReadingOptions.Default);
        var table = CsvTable.Read(classesPath, [CsvColumns.Class, CsvColumns.Role], everyRowHasNumber: false, reading,
            allowsMissing: descriptors is not null);
        var known = ClassNames.Create(classesPath, table.RequireTexts(CsvColumns.Class));
        var names = known.All;
        var numbers = known.IndicesOfFolders(labels);
        return new GzslDataset
        {
            Name = name,
            Features = features,
            Labels = numbers,
            ClassNames = [.. names],
            Descriptors = descriptors ?? Descriptors(table, names, classesPath, words),
            AttributeNames = table.HasNumbers && descriptors is null ? table.NumberNames : null,
            Split = CsvSplit.Make(
                numbers, split: null, Roles(table, names.Count, numbers), classesPath, splitPath: classesPath),
            ImageFiles = imageFiles,
            Notes = reading.Notes,
        };
    }

    /// <summary>Reads the texts that need word vectors: the table's descriptions, or its class names if it has
    /// no descriptions. Numbers may be missing.</summary>
    /// <param name="classesPath">path of the table of classes, such as classes.csv</param>
    /// <returns>[C] texts, or null if the table has attributes</returns>
    /// <exception cref="UnseenDataException">The table cannot be read, is damaged, or has no column of class
    /// names.</exception>
    public static IReadOnlyList<string>? ReadTextsToEmbed(string classesPath)
    {
        var table = ReadTable(classesPath);
        return table.HasNumbers ? null : table.GetTexts(CsvColumns.Description) ?? table.RequireTexts(CsvColumns.Class);
    }

    /// <summary>Reads the names of the classes in a table, with their descriptions in words. Numbers may be
    /// missing.</summary>
    /// <param name="classesPath">path of the table of classes, such as classes.csv</param>
    /// <returns>the name of each class, and its description, or null if the table has no column
    /// "description"</returns>
    /// <exception cref="UnseenDataException">The table cannot be read, is damaged, has no column of class names, or
    /// names a class twice.</exception>
    public static IReadOnlyList<(string Name, string? Description)> ReadClassDescriptions(string classesPath)
    {
        var table = ReadTable(classesPath);
        var descriptions = table.GetTexts(CsvColumns.Description);
        return [.. ClassNames.Create(classesPath, table.RequireTexts(CsvColumns.Class)).All
            .Select((name, c) => (name, descriptions?[c]))];
    }

    /// <summary>Reads a table for its texts; numbers may be missing.</summary>
    private static CsvTable ReadTable(string classesPath) => CsvTable.Read(classesPath,
        [CsvColumns.Class, CsvColumns.Role], everyRowHasNumber: false, new ReadingContext(ReadingOptions.Default),
        allowsMissing: true);

    private static FeatureMatrix Descriptors(
        CsvTable table, IReadOnlyList<string> names, string path, WordVectors? words)
    {
        if (table.HasNumbers)
            return table.ToMatrix();
        if (words is null)
            throw new UnseenDataException(path,
                "the classes have no descriptors. Add columns of numbers, or name word vectors with --words "
                    + "GLOVE.txt.");
        var texts = table.GetTexts(CsvColumns.Description) ?? names;
        var vectors = texts.Select((text, i) =>
            words.GetMean(text) ?? throw new UnseenDataException(path,
                $"{words.Path} has none of the words that describe class '{names[i]}': '{text}'. Use "
                    + "other words in column 'description'.")).ToArray();
        RequireDistinct(vectors, texts, names, path, words);
        return new FeatureMatrix([.. vectors.SelectMany(vector => vector)], names.Count, words.Width);
    }

    /// <summary>Throws if two classes have the same vector because a word of one of them is unknown.</summary>
    private static void RequireDistinct(
        float[][] vectors, IReadOnlyList<string> texts, IReadOnlyList<string> names, string path, WordVectors words)
    {
        foreach (var (i, text) in texts.Index().Where(one => words.GetUnknown(one.Item).Any()))
            for (var other = 0; other < vectors.Length; other++)
                if (other != i && vectors[i].AsSpan().SequenceEqual(vectors[other]))
                    throw new UnseenDataException(path, $"classes '{names[i]}' and '{names[other]}' have the same "
                        + $"vector, since {words.Path} does not know {string.Join(", ", words.GetUnknown(text))}. "
                        + $"Describe '{names[i]}' by other words in a column '{CsvColumns.Description}', or take other "
                        + "word vectors.");
    }

    private static List<string> Roles(CsvTable table, int classes, int[] labels)
    {
        if (table.GetTexts(CsvColumns.Role) is { } roles)
            return roles;
        var photographed = labels.ToHashSet();
        return [.. Enumerable.Range(0, classes).Select(c => photographed.Contains(c) ? "seen" : "unseen")];
    }
}
