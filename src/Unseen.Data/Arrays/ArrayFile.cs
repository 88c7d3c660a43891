using System.Globalization;
using System.Numerics;

namespace Unseen.Data.Arrays;

/// <summary>A file of named arrays, open for reading: MATLAB v4, v5 or v7.3, .npz, .npy, .safetensors, .pt or
/// .parquet. Not thread-safe.</summary>
/// <remarks>
/// Opening reads the names and shapes; the values of an array are read when it is asked for, and nothing else is.
/// Whatever is wrong with a file ends in an <see cref="UnseenDataException"/>.
/// </remarks>
public abstract class ArrayFile : IDisposable
{
    /// <summary>The <see cref="ArrayEntry.Type"/> of an array that only Python's pickle can read.</summary>
    internal const string Pickled = "Python objects";

    private const double AlwaysThere = 1 << 26; // bytes for which the machine is not asked

    private protected ArrayFile(string path) => FilePath = path;

    /// <summary>Path of the file.</summary>
    public string FilePath { get; }

    /// <summary>The arrays in the file, in its order.</summary>
    public abstract IReadOnlyList<ArrayEntry> Entries { get; }

    /// <summary>Gets the available memory in bytes; by default that of the machine.</summary>
    internal Func<double> AvailableMemory { get; set; } = MachineMemory.Available;

    /// <summary>The entry of an array, or null if the file has none of that name.</summary>
    /// <param name="name">name of the array; upper and lower case differ</param>
    public ArrayEntry? Find(string name) => Entries.FirstOrDefault(entry => entry.Name == name);

    /// <summary>The columns of a matrix as rows: [R, C] becomes [C, R], float32. A vector [N] is one column.</summary>
    /// <param name="name">name of the array</param>
    /// <exception cref="UnseenDataException">There is no such array, it holds no numbers, is empty, or is
    /// damaged.</exception>
    public FeatureMatrix ReadColumns(string name) => ReadMatrix(name, columnsAsRows: true, map: false, check: false);

    /// <summary>The rows of a matrix: [R, C], float32. A vector [N] is one column.</summary>
    /// <param name="name">name of the array</param>
    /// <exception cref="UnseenDataException">There is no such array, it holds no numbers, is empty, or is
    /// damaged.</exception>
    public FeatureMatrix ReadRows(string name) => ReadMatrix(name, columnsAsRows: false, map: false, check: false);

    /// <summary>A matrix that is mapped if the file allows it, and read if not; outlives this object either
    /// way.</summary>
    /// <param name="name">name of the array</param>
    /// <param name="columnsAsRows">as in <see cref="ReadColumns"/>, not as in <see cref="ReadRows"/></param>
    /// <param name="check">whether a checksum that the file has of it is checked even if it is mapped, which takes a
    /// pass over it</param>
    internal FeatureMatrix MapMatrix(string name, bool columnsAsRows, bool check = false) =>
        ReadMatrix(name, columnsAsRows, map: true, check);

    /// <summary>A matrix with one row a sample, whichever way round the file has it; float32.</summary>
    /// <param name="name">name of the array</param>
    /// <param name="count">how many rows there must be</param>
    /// <param name="counted">what is counted, for messages</param>
    /// <param name="rowsFirst">how a square array is read: samples as its rows or, as xlsa17 has them, as its
    /// columns</param>
    /// <param name="map">whether it is mapped if the file allows it</param>
    /// <param name="reading">takes a note if the array is square</param>
    internal FeatureMatrix ReadSamples(
        string name, int count, string counted, bool rowsFirst, bool map, ReadingContext reading)
    {
        var entry = Require(name, ArrayKind.Number);
        var asRows = entry.FirstLength == count && (rowsFirst || entry.RestLength != count);
        if (entry.FirstLength == count && entry.RestLength == count)
            reading.Note(FilePath, $"'{name}' is square, {entry.ShapeText}: its {(asRows ? "rows" : "columns")} were "
                + $"taken as the {count} {counted}");
        if (!asRows && entry.RestLength != count)
            throw new UnseenDataException(FilePath,
                $"array '{name}' is {entry.ShapeText}, and one side must be {count}, the number of {counted}. "
                    + "Save it again in this shape.");
        return ReadMatrix(name, columnsAsRows: !asRows, map, check: false);
    }

    /// <summary>All numbers of an array as integers, in the file's order.</summary>
    /// <param name="name">name of the array</param>
    /// <exception cref="UnseenDataException">There is no such array, it is damaged, or a value is not a 32-bit
    /// integer.</exception>
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

    /// <summary>All strings of an array, in the file's order; trailing blanks of padded rows are dropped.</summary>
    /// <param name="name">name of the array</param>
    /// <exception cref="UnseenDataException">There is no such array, it holds no text, or is damaged.</exception>
    public string[] ReadStrings(string name) =>
        ReadText(Find(name) is { } entry && HasText(entry) ? entry : Require(name, ArrayKind.Text));

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the file.</summary>
    /// <param name="disposing">always true: there is no finalizer</param>
    protected abstract void Dispose(bool disposing);

    /// <summary>The values of an array where they lie in the file, or null if they have to be read.</summary>
    /// <param name="entry">the array</param>
    /// <param name="check">whether its checksum is checked first, if the file has one</param>
    private protected virtual MappedValues? Map(ArrayEntry entry, bool check) => null;

    /// <summary>Throws if an array of text does not fit into memory, as <see cref="RequireMemory"/> does.</summary>
    /// <param name="entry">the array</param>
    /// <param name="strings">how many strings it may be</param>
    /// <param name="bytes">their length in the file, inflated, in bytes</param>
    /// <exception cref="UnseenDataException">Less memory is available.</exception>
    private protected void RequireMemoryForText(ArrayEntry entry, long strings, long bytes)
    {
        const double overhead = 48; // of a string, a reference to it, and the list that it waits in
        const double growing = 6; // two bytes a character, and room for the bytes themselves
        RequireMemory(entry, (overhead * strings) + (growing * bytes));
    }

    /// <summary>Refuses an array that does not fit into memory, before memory is taken for it: few bytes of a file may
    /// be very many inflated.</summary>
    /// <param name="entry">the array</param>
    /// <param name="bytes">the memory that reading takes, in bytes</param>
    /// <exception cref="UnseenDataException">Less memory is available.</exception>
    private protected void RequireMemory(ArrayEntry entry, double bytes)
    {
        if (bytes <= AlwaysThere || AvailableMemory() is var available && bytes <= available)
            return;
        static string Gibibytes(double bytes) =>
            string.Create(CultureInfo.InvariantCulture, $"{bytes / (1L << 30):0.##} GiB");
        throw new UnseenDataException(FilePath,
            $"array '{entry.Name}' {entry.ShapeText} takes {Gibibytes(bytes)}, and {Gibibytes(available)} of "
                + "memory are available. Use a smaller one, or a machine with more memory.");
    }

    /// <summary>Whether an array can be read as text.</summary>
    private protected virtual bool HasText(ArrayEntry entry) => entry.Kind == ArrayKind.Text;

    private protected abstract T[] ReadNumbers<T>(ArrayEntry entry)
        where T : unmanaged, INumberBase<T>;

    private protected abstract string[] ReadText(ArrayEntry entry);

    private FeatureMatrix ReadMatrix(string name, bool columnsAsRows, bool map, bool check)
    {
        var entry = Require(name, ArrayKind.Number);
        var (rows, columns) = columnsAsRows ? (entry.RestLength, entry.FirstLength)
            : (entry.FirstLength, entry.RestLength);
        var isInPlace = columnsAsRows == entry.ColumnMajor && rows is > 0 and <= int.MaxValue
            && columns is > 0 and <= int.MaxValue;
        if (map && isInPlace && Map(entry, check) is { } mapped)
            return new FeatureMatrix(mapped, (int)rows, (int)columns);
        if (entry.Count is 0 or > int.MaxValue)
            throw new UnseenDataException(FilePath, $"array '{name}'", $"a matrix of 1 to {int.MaxValue} numbers",
                entry.ShapeText);
        // transposed, or a quarter for growing
        RequireMemory(entry, (double)entry.Count
            * (sizeof(float) + (columnsAsRows == entry.ColumnMajor ? 1 : sizeof(float))));
        var first = (int)entry.FirstLength;
        var rest = (int)entry.RestLength;
        var values = ReadNumbers<float>(entry);
        if (columnsAsRows)
            return new FeatureMatrix(entry.ColumnMajor ? values : Transposition.Of(values, first, rest), rest, first);
        return new FeatureMatrix(entry.ColumnMajor ? Transposition.Of(values, rest, first) : values, first, rest);
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
                $"{what} holds Python objects, which are pickled: reading them could "
                + $"run code. Save it again as plain values, with numpy.array({name}.tolist()).");
        if (entry.Kind != kind)
            throw new UnseenDataException(FilePath, what, kind == ArrayKind.Number ? "an array of real numbers"
                : "text", $"{entry.Type} {entry.ShapeText}");
        return entry;
    }
}
