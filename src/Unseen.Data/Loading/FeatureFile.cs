using Unseen.Data.Arrays;
using Unseen.Data.Csv;
using Unseen.Data.Layouts;

namespace Unseen.Data.Loading;

/// <summary>Reads image features without labels or a split, for prediction by a trained model.</summary>
public static class FeatureFile
{
    /// <summary>Reads the features of a table, or of an array file's <c>features</c> (or <c>image_features</c>, as
    /// CLIP's files have it, and the like) or only matrix.</summary>
    /// <param name="path">a table (.csv, .tsv, .xlsx, .parquet) or a file of arrays (.npy, .npz, .mat, .safetensors,
    /// .pt, .parquet); columns of class, role, split or image names in a table are left out</param>
    /// <param name="width">D, the features that a sample must have; determines which side of an array has the
    /// samples</param>
    /// <param name="options">what overrides what is recognised in a table; null (default) for nothing</param>
    /// <param name="report">receives a sentence for each choice that was made in reading; null (default) for
    /// none</param>
    /// <returns>[N, D] the features as the file has them</returns>
    /// <exception cref="UnseenDataException">The file is absent or damaged, has no such matrix, or one of another
    /// width.</exception>
    public static FeatureMatrix Read(
        string path, int width, ReadingOptions? options = null, Action<string>? report = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        var reading = new ReadingContext(options ?? ReadingOptions.Default);
        var features = TableText.IsTable(path)
            ? CsvTable.Read(path, [], hasNumbers: true, reading, width).ToMatrix()
            : ReadArray(path, width, reading);
        foreach (var note in reading.Notes)
            report?.Invoke(note);
        return features.Columns == width
            ? features
            : throw new UnseenDataException(path,
                $"the rows have {features.Columns} features, but the model takes {width}. Use features of the image "
                    + "model that it was trained with.");
    }

    private static FeatureMatrix ReadArray(string path, int width, ReadingContext reading)
    {
        using var file = ArrayFiles.Open(path);
        var entry = ArrayRoles.Find(file, ArrayRoles.Features, reading)
            ?? ArrayRoles.OnlyMatrix(file) ?? OnlyNumbers(file);
        var rowsAreSamples = entry.RestLength == width && (entry.FirstLength != width || !entry.ColumnMajor);
        if (!rowsAreSamples && entry.FirstLength != width)
            throw new UnseenDataException(path,
                $"array '{entry.Name}' is {entry.ShapeText}, but the model takes {width} features. Use features of "
                    + "the image model that it was trained with, one row for each image.");
        // every row is going to be needed
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
