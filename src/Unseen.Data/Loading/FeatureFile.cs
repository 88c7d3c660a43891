using Unseen.Data.Arrays;
using Unseen.Data.Csv;
using Unseen.Data.Layouts;

namespace Unseen.Data.Loading;

/// <summary>Reads image features without labels or a split, for prediction by a trained model.</summary>
public static class FeatureFile
{
    /// <summary>Reads the features from a table or from a file of arrays. In a file of arrays, the features are the
    /// array <c>features</c> or an array with another usual name, such as CLIP's <c>image_features</c>. If there is
    /// none, they are the only matrix; if there is no matrix either, the only array of numbers.</summary>
    /// <param name="path">a table (.csv, .tsv, .xlsx, .parquet) or a file of arrays (.npy, .npz, .mat, .safetensors,
    /// .pt, .parquet); text columns of a table, such as class, role, split and image, are left out</param>
    /// <param name="width">D, the number of features of a sample; also determines whether the samples are the rows or
    /// the columns of an array</param>
    /// <param name="options">options that override what is recognised in a table; null (default) to recognise
    /// everything</param>
    /// <param name="report">called with a sentence for each decision that was made while reading; null (default) to
    /// ignore them</param>
    /// <param name="names">[D] the names that the features had in training, or null (default) if they had none. If the
    /// header of a table has some of these names, they must be in the same places</param>
    /// <returns>[N, D] the features, unscaled</returns>
    /// <exception cref="ArgumentException"><paramref name="options"/> are not valid, or there are not
    /// <paramref name="width"/> names.</exception>
    /// <exception cref="UnseenDataException">The file is absent or damaged, has no features, or its features have
    /// another width or order.</exception>
    public static FeatureMatrix Read(
        string path, int width, ReadingOptions? options = null, Action<string>? report = null,
        IReadOnlyList<string>? names = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        Require.That(names is null || names.Count == width, nameof(names), $"of length {width}", names?.Count);
        var reading = ReadingContext.Create(options, nameof(options));
        var table = TableText.IsTable(path)
            ? CsvTable.Read(path, [], everyRowHasNumber: true, reading, width, features: names) : null;
        var features = table?.ToMatrix() ?? ReadArray(path, width, reading);
        foreach (var note in reading.Notes)
            report?.Invoke(note);
        if (features.Columns != width)
            throw new UnseenDataException(path,
                $"the rows have {features.Columns} features, but the model takes {width}. Use features of the image "
                    + "model that it was trained with.");
        if (names is not null && table?.NumberNames is { } header)
            RequireOrder(path, header, names);
        return features;
    }

    private static void RequireOrder(string path, string[] header, IReadOnlyList<string> names)
    {
        var places = names.Index().DistinctBy(name => name.Item).ToDictionary(name => name.Item, name => name.Index);
        for (var i = 0; i < header.Length && places.Count == names.Count; i++)
            if (header[i] != names[i] && places.TryGetValue(header[i], out var place))
                throw new UnseenDataException(path, $"feature {i + 1} is '{header[i]}', but in training this was "
                    + $"feature {place + 1}, and feature {i + 1} was '{names[i]}'. Put the columns in the order of the "
                    + "training data or, if they are in this order, remove the header.");
    }

    private static FeatureMatrix ReadArray(string path, int width, ReadingContext reading)
    {
        using var file = ArrayFiles.Open(path);
        var entry = ArrayRoles.Find(file, ArrayRoles.Features, reading)
            ?? ArrayRoles.OnlyMatrix(file) ?? OnlyNumbers(file);
        var rowsAreSamples = entry.Columns == width && (entry.Rows != width || !entry.ColumnMajor);
        if (!rowsAreSamples && entry.Rows != width)
            throw new UnseenDataException(path,
                $"array '{entry.Name}' is {entry.ShapeText}, but the model takes {width} features. Use features of "
                    + "the image model that it was trained with, one row for each image.");
        // Every row will be read, so a check of the whole array costs little.
        return file.MapMatrix(entry.Name, columnsAsRows: !rowsAreSamples, check: true);
    }

    private static ArrayEntry OnlyNumbers(ArrayFile file)
    {
        ArrayEntry[] numbers = [.. file.Entries.Where(entry => entry.Kind == ArrayKind.Number)];
        if (numbers.Length == 1)
            return numbers[0];
        var found = numbers.Length == 0
            ? "no arrays of numbers" : string.Join(", ", numbers.Select(entry => entry.Name));
        throw new UnseenDataException(file.FilePath,
            $"the features must be the array '{XlsaNames.Features}' or the only one, but the file has {found}.");
    }
}
