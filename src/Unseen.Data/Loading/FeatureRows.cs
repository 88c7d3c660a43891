using Unseen.Data.Arrays;
using Unseen.Data.Layouts;
using Unseen.Data.Numpy;

namespace Unseen.Data.Loading;

/// <summary>
/// Reads the features of a .npz archive, stored or deflated, some rows at a time, so that memory does not grow with the
/// file. Not thread-safe.
/// </summary>
public sealed class FeatureRows : IDisposable
{
    /// <summary>The maximum length of an image's name in characters, the same as for a path on Linux. The limit keeps a
    /// small compressed file from taking much memory.</summary>
    public const int MaxNameLength = 4096;

    private readonly NpzFile _file;
    private readonly NpyStream _values;
    private readonly NpyStream? _names;

    private FeatureRows(NpzFile file, int width)
    {
        _file = file;
        Width = width;
        var entry = file.Find(XlsaNames.Features) ?? OnlyMatrix(file);
        var shape = entry.ColumnMajor ? entry.Shape.Reverse() : entry.Shape; // [N, D], in row-major order
        if (entry.Kind != ArrayKind.Number || shape.ToArray() is not [var rows, var columns] || columns != width)
            throw new UnseenDataException(
                file.FilePath, $"array '{entry.Name}'",
                    $"numbers of shape [N, {width}] in C order or [{width}, N] in Fortran order, {width} being the "
                        + "model's width",
                $"{entry.Type} {entry.ShapeText} in {(entry.ColumnMajor ? "Fortran" : "C")} order");
        Rows = rows;
        var names = file.Find(XlsaNames.ImageFiles);
        if (names is not null && (names.Kind != ArrayKind.Text || names.Count != rows))
            throw new UnseenDataException(file.FilePath,
                $"array '{names.Name}'", $"{rows} texts, one per row of features",
                $"{names.Type} {names.ShapeText}");
        if (names is not null && NpyType.Parse(names.Type) is { Size: > MaxNameLength })
            throw new UnseenDataException(file.FilePath, $"array '{names.Name}' is of type {names.Type}, but names of "
                + $"images can have at most {MaxNameLength} characters. Shorten the names.");
        _values = file.Begin(entry);
        _names = names is null ? null : file.Begin(names);
    }

    /// <summary>The number of rows N.</summary>
    public long Rows { get; }

    /// <summary>The number of features D of a row.</summary>
    public int Width { get; }

    /// <summary>Whether the archive has the images' names, as <c>image_files</c>.</summary>
    public bool HasNames => _names is not null;

    /// <summary>Opens an archive.</summary>
    /// <param name="path">a .npz file with the array <c>features</c> or a single matrix, [N, D] in C order or [D, N] in
    /// Fortran order</param>
    /// <param name="width">D, at least 1</param>
    /// <returns>The open file; the caller disposes it.</returns>
    /// <exception cref="ArgumentException"><paramref name="width"/> is below 1.</exception>
    /// <exception cref="UnseenDataException">The file is absent, damaged or of another format, has no such matrix of
    /// that width, or has names that do not fit its rows or are too long.</exception>
    public static FeatureRows Open(string path, int width)
    {
        Require.That(width >= 1, nameof(width), "at least 1", width);
        var file = ArrayFiles.Open(path);
        try
        {
            return new FeatureRows(file as NpzFile ?? throw new UnseenDataException(
                path, "this is not an .npz archive."), width);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next rows.</summary>
    /// <param name="values">[R * D] receives the features of at most R rows</param>
    /// <param name="names">[R] receives the images' names, or empty (default); unchanged if the archive has no
    /// names</param>
    /// <returns>the number of rows read, 0 at the end</returns>
    /// <exception cref="ArgumentException"><paramref name="values"/> is shorter than a row, or
    /// <paramref name="names"/> is not empty and too short.</exception>
    /// <exception cref="UnseenDataException">The file is damaged.</exception>
    public int Read(Span<float> values, Span<string?> names = default)
    {
        Require.That(values.Length >= Width, nameof(values), $"of length {Width} or more", values.Length);
        var rows = (int)Math.Min(values.Length / Width, _values.Left / Width);
        Require.That(names.IsEmpty || names.Length >= rows, nameof(names), $"empty, or of length {rows} or more",
            names.Length);
        if (rows == 0)
            return 0;
        var rowsLeft = _values.Left / Width;
        _values.Read(values[..(rows * Width)]);
        if (names.IsEmpty || _names is null)
            return rows;
        _names.SkipText(_names.Left - rowsLeft); // the names of earlier rows that were read without names
        _names.Read(names[..rows]);
        return rows;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _values.Dispose();
        _names?.Dispose();
        _file.Dispose();
    }

    private static ArrayEntry OnlyMatrix(NpzFile file)
    {
        ArrayEntry[] matrices = [.. file.Entries.Where(entry => entry is { Kind: ArrayKind.Number, Shape.Count: 2 })];
        if (matrices.Length == 1)
            return matrices[0];
        var found = matrices.Length == 0 ? "no matrix" : string.Join(", ", matrices.Select(entry => entry.Name));
        throw new UnseenDataException(file.FilePath,
            $"the features must be the array '{XlsaNames.Features}' or the only matrix, but the file has {found}.");
    }
}
