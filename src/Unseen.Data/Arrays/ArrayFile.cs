using System.Globalization;
using System.Numerics;

namespace Unseen.Data.Arrays;

/// <summary>A file of named arrays, open for reading: MATLAB v4, v5 or v7.3, .npz, .npy, .safetensors, .pt or
/// .parquet. Not thread-safe.</summary>
/// <remarks>
/// Opening a file reads only names and shapes. The values of an array are read when they are requested. Every fault of
/// a file throws <see cref="UnseenDataException"/>.
/// </remarks>
public abstract class ArrayFile : IDisposable
{
    /// <summary>The <see cref="ArrayEntry.Type"/> of an array of pickled Python objects.</summary>
    internal const string Pickled = "Python objects";

    private const double AlwaysAvailable = 1 << 26; // bytes that are allocated without a check of the free memory

    private protected ArrayFile(string path) => FilePath = path;

    /// <summary>Path of the file.</summary>
    public string FilePath { get; }

    /// <summary>The arrays in the file, in its order.</summary>
    public abstract IReadOnlyList<ArrayEntry> Entries { get; }

    /// <summary>Returns the available memory in bytes. By default, this is the available memory of the
    /// machine.</summary>
    internal Func<double> AvailableMemory { get; set; } = MachineMemory.Available;

    /// <summary>Finds the entry of an array; null if the file has no array of that name.</summary>
    /// <param name="name">name of the array, case-sensitive</param>
    public ArrayEntry? Find(string name) => Entries.FirstOrDefault(entry => entry.Name == name);

    /// <summary>Reads the columns of a matrix as rows: [R, C] becomes [C, R], float32. A vector [N] is one
    /// column.</summary>
    /// <param name="name">name of the array</param>
    /// <exception cref="UnseenDataException">There is no such array, it does not contain numbers, is empty, has more
    /// than <see cref="int.MaxValue"/> numbers, is damaged, or does not fit into memory.</exception>
    public FeatureMatrix ReadColumns(string name) => ReadMatrix(name, columnsAsRows: true, map: false, check: false);

    /// <summary>Reads the rows of a matrix: [R, C], float32. A vector [N] is one column.</summary>
    /// <param name="name">name of the array</param>
    /// <exception cref="UnseenDataException">As for <see cref="ReadColumns"/>.</exception>
    public FeatureMatrix ReadRows(string name) => ReadMatrix(name, columnsAsRows: false, map: false, check: false);

    /// <summary>Maps a matrix if the file allows it, and reads it otherwise. The matrix stays valid after this object
    /// is disposed.</summary>
    /// <param name="name">name of the array</param>
    /// <param name="columnsAsRows">true to read as <see cref="ReadColumns"/>, false as <see cref="ReadRows"/></param>
    /// <param name="check">whether the array's checksum, if the file has one, is verified even for a mapped matrix;
    /// this reads the whole array</param>
    internal FeatureMatrix MapMatrix(string name, bool columnsAsRows, bool check = false) =>
        ReadMatrix(name, columnsAsRows, map: true, check);

    /// <summary>Reads a matrix with one row per sample, float32. In the file, the samples can be rows or
    /// columns.</summary>
    /// <param name="name">name of the array</param>
    /// <param name="count">the number of samples that the matrix must have</param>
    /// <param name="counted">what the samples are called in messages, such as "labels"</param>
    /// <param name="rowsFirst">true if the samples of a square array are its rows; false if they are its columns, as in
    /// xlsa17</param>
    /// <param name="map">whether the matrix is mapped if the file allows it</param>
    /// <param name="reading">receives a note if the array is square</param>
    /// <exception cref="UnseenDataException">Neither side of the array is <paramref name="count"/> long, or it cannot
    /// be read.</exception>
    internal FeatureMatrix ReadSamples(
        string name, int count, string counted, bool rowsFirst, bool map, ReadingContext reading)
    {
        var entry = Require(name, ArrayKind.Number);
        var asRows = entry.Rows == count && (rowsFirst || entry.Columns != count);
        if (entry.Rows == count && entry.Columns == count)
            reading.Note(FilePath, $"'{name}' is square, {entry.ShapeText}: its {(asRows ? "rows" : "columns")} were "
                + $"taken as the {count} {counted}");
        if (!asRows && entry.Columns != count)
            throw new UnseenDataException(FilePath,
                $"array '{name}' is {entry.ShapeText}, and one side must be {count}, the number of {counted}. "
                    + "Save it again with a side of this length.");
        if (asRows)
            NoteFlattened(name, reading);
        return ReadMatrix(name, columnsAsRows: !asRows, map, check: false);
    }

    /// <summary>Adds a note if an array with one row per image has more than two dimensions, apart from those of length
    /// 1.</summary>
    internal void NoteFlattened(string name, ReadingContext reading)
    {
        if (Find(name) is { } entry && entry.Shape.Skip(1).Count(length => length > 1) > 1)
            reading.Note(FilePath, $"'{name}' is {entry.ShapeText}: the {string.Join(" x ", entry.Shape.Skip(1))} "
                + $"values of each image were taken as {entry.Columns} columns");
    }

    /// <summary>Reads all numbers of an array as integers, in the file's order.</summary>
    /// <param name="name">name of the array</param>
    /// <exception cref="UnseenDataException">There is no such array, it does not contain numbers, is damaged, does not
    /// fit into memory, or a value is not a 32-bit integer.</exception>
    public int[] ReadIntegers(string name)
    {
        var entry = Require(name, ArrayKind.Number);
        RequireMemory(entry, (double)entry.Count * (sizeof(double) + sizeof(int)));
        var values = ReadNumbers<double>(entry);
        var integers = new int[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            integers[i] = (int)Math.Clamp(values[i], int.MinValue, int.MaxValue);
            if (integers[i] != values[i])
                throw new UnseenDataException(FilePath,
                    $"array '{name}', element {i}: {values[i]} is not a whole number of 32 bits. Save whole numbers.");
        }

        return integers;
    }

    /// <summary>Reads all strings of an array, in the file's order, without the padding at their ends.</summary>
    /// <param name="name">name of the array</param>
    /// <exception cref="UnseenDataException">There is no such array, it does not contain text, is damaged, or does not
    /// fit into memory.</exception>
    public string[] ReadStrings(string name) =>
        ReadText(Find(name) is { } entry && HasText(entry) ? entry : Require(name, ArrayKind.Text));

    /// <summary>Reads all strings of an array as <see cref="ReadStrings"/> does. Returns null if the array does not
    /// contain text.</summary>
    /// <exception cref="UnseenDataException">The array is damaged, or does not fit into memory.</exception>
    internal string[]? TryReadStrings(ArrayEntry entry)
    {
        try
        {
            return HasText(entry) ? ReadText(entry) : null;
        }
        catch (UnseenDataException) when (entry.Kind != ArrayKind.Text)
        {
            return null; // Python objects, or a struct, that are not all text
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the file.</summary>
    /// <param name="disposing">always true: there is no finalizer</param>
    protected abstract void Dispose(bool disposing);

    /// <summary>Maps the values of an array in the file; returns null if they have to be read.</summary>
    /// <param name="entry">the array</param>
    /// <param name="check">whether the array's checksum, if the file has one, is verified first</param>
    private protected virtual MappedValues? Map(ArrayEntry entry, bool check) => null;

    /// <summary>Throws if an array of text does not fit into memory. Estimates the memory, and calls
    /// <see cref="RequireMemory"/>.</summary>
    /// <param name="entry">the array</param>
    /// <param name="strings">the maximum number of strings</param>
    /// <param name="bytes">total length of the strings after decompression, in bytes</param>
    /// <exception cref="UnseenDataException">The array needs more memory than is available.</exception>
    private protected void RequireMemoryForText(ArrayEntry entry, long strings, long bytes)
    {
        const double overheadPerString = 48; // the object, and a reference to it in a list and in an array
        const double bytesPerStoredByte = 6; // two bytes per character, and room for the bytes as read
        RequireMemory(entry, (overheadPerString * strings) + (bytesPerStoredByte * bytes));
    }

    /// <summary>Throws if an array does not fit into memory. Called before the memory is allocated, since a few
    /// compressed bytes can expand to very many.</summary>
    /// <param name="entry">the array</param>
    /// <param name="bytes">the memory that reading takes, in bytes</param>
    /// <exception cref="UnseenDataException">The array needs more memory than is available.</exception>
    private protected void RequireMemory(ArrayEntry entry, double bytes)
    {
        if (bytes <= AlwaysAvailable || AvailableMemory() is var available && bytes <= available)
            return;
        static string Gibibytes(double bytes) =>
            string.Create(CultureInfo.InvariantCulture, $"{bytes / (1L << 30):0.##} GiB");
        throw new UnseenDataException(FilePath,
            $"array '{entry.Name}' {entry.ShapeText} takes {Gibibytes(bytes)}, and {Gibibytes(available)} of "
                + "memory are available. Use a smaller array, or a machine with more memory.");
    }

    /// <summary>Whether an array can be read as text.</summary>
    private protected virtual bool HasText(ArrayEntry entry) => entry.MayBeText;

    private protected abstract T[] ReadNumbers<T>(ArrayEntry entry)
        where T : unmanaged, INumberBase<T>;

    private protected abstract string[] ReadText(ArrayEntry entry);

    private FeatureMatrix ReadMatrix(string name, bool columnsAsRows, bool map, bool check)
    {
        var entry = Require(name, ArrayKind.Number);
        var (rows, columns) = columnsAsRows ? (entry.Columns, entry.Rows)
            : (entry.Rows, entry.Columns);
        var isInPlace = columnsAsRows == entry.ColumnMajor && rows is > 0 and <= int.MaxValue
            && columns is > 0 and <= int.MaxValue;
        if (map && isInPlace && Map(entry, check) is { } mapped)
            return new FeatureMatrix(mapped, (int)rows, (int)columns);
        if (entry.Count is 0 or > int.MaxValue)
            throw new UnseenDataException(FilePath, $"array '{name}'", $"a matrix of 1 to {int.MaxValue} numbers",
                entry.ShapeText);
        // A transposed copy takes as much memory again. Without one, the old array still takes up to a quarter while a
        // longer array replaces it.
        RequireMemory(entry, (double)entry.Count
            * (sizeof(float) + (columnsAsRows == entry.ColumnMajor ? 1 : sizeof(float))));
        var first = (int)entry.Rows;
        var rest = (int)entry.Columns;
        var values = ReadNumbers<float>(entry);
        if (columnsAsRows)
            return new FeatureMatrix(
                entry.ColumnMajor ? values : Transposition.Transpose(values, first, rest), rest, first);
        return new FeatureMatrix(
            entry.ColumnMajor ? Transposition.Transpose(values, rest, first) : values, first, rest);
    }

    private ArrayEntry Require(string name, ArrayKind kind)
    {
        var what = $"array '{name}'";
        var entry = Find(name)
            ?? throw new UnseenDataException(FilePath,
                $"there is no {what}; the file has "
                    + $"{string.Join(", ", Entries.Select(e => e.Name).DefaultIfEmpty("no arrays"))}.");
        if (entry.Type == Pickled)
            throw new UnseenDataException(FilePath,
                $"{what} contains pickled Python objects, and reading them could "
                + $"run code. Save it again as plain values, with numpy.array({name}.tolist()).");
        if (entry.Kind != kind)
            throw new UnseenDataException(FilePath, what, kind == ArrayKind.Number ? "an array of real numbers"
                : "text", $"{entry.Type} {entry.ShapeText}");
        return entry;
    }
}
