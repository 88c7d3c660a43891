using Unseen.Data.Csv;

namespace Unseen.Images.Extraction;

/// <summary>
/// Reads a table of photographs. The column of paths is called image, path, file or image_file. An optional column of
/// classes is called label, class or name.
/// </summary>
public static class ImageList
{
    private static readonly string[] _paths = ["image", "path", "file", "image_file"];
    private static readonly string[] _labels = ["label", "class", "name"];

    /// <summary>Reads the table.</summary>
    /// <param name="path">
    /// the path of a .csv file. Paths in it are relative to its folder. If it has no header, the first column has the
    /// paths, and the second column, if there is one, the classes
    /// </param>
    /// <returns>the photographs in the order of the rows. The label is null if there is no column of classes; otherwise
    /// it is the content of the cell, which can be empty</returns>
    /// <exception cref="ImageDataException">
    /// The file cannot be read, is not valid CSV or has no rows; a row has too few fields; or a photograph does not
    /// exist.
    /// </exception>
    public static IReadOnlyList<LabelledImage> Read(string path)
    {
        try
        {
            using var text = new StreamReader(path);
            var records = new RecordReader(text, ',');
            List<LabelledImage> images = [];
            (int Path, int? Label)? columns = null;
            while (records.Read() is { } fields)
            {
                if (records.Problem is { } problem)
                    throw new ImageDataException(path, $"line {records.Line}, field {problem.Field + 1}: "
                        + problem.Message);
                if (columns is null)
                {
                    columns = Header(fields);
                    if (columns is not null)
                        continue;
                    columns = (0, fields.Length > 1 ? 1 : null);
                }

                images.Add(Image(path, records.Line, fields, columns.Value));
            }

            return images.Count > 0 ? images
                : throw new ImageDataException(
                    path, "the table has no rows. Add a line for each photograph: its path, and its class");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ImageDataException(
                path, $"the table cannot be read: {FailureReason.Describe(exception)}", exception);
        }
    }

    private static (int Path, int? Label)? Header(string[] fields)
    {
        int Find(string[] names) => Array.FindIndex(
            fields, field => names.Contains(field, StringComparer.OrdinalIgnoreCase));
        var (path, label) = (Find(_paths), Find(_labels));
        return path < 0 ? null : (path, label < 0 ? null : label);
    }

    private static LabelledImage Image(string table, int line, string[] fields, (int Path, int? Label) columns)
    {
        if (fields.Length <= Math.Max(columns.Path, columns.Label ?? 0))
            throw new ImageDataException(
                table, $"line {line} has {fields.Length} fields. It must contain a path and a class");
        var image = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(table))!, fields[columns.Path]);
        return File.Exists(image)
            ? new LabelledImage(image, columns.Label is { } label ? fields[label] : null)
            : throw new ImageDataException(table,
                $"line {line}: there is no photograph '{fields[columns.Path]}'. Paths are relative to the table");
    }
}
