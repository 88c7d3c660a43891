using System.Numerics;
using System.Text;
using System.Text.Unicode;
using Unseen.Data.Arrays;
using Unseen.Data.Pickles;

namespace Unseen.Data.Numpy;

/// <summary>Reads the values of one array, from a .npy file or a .npz archive.</summary>
/// <remarks>Format: numpy.lib.format, versions 1 to 3.</remarks>
internal static class NpyReader
{
    /// <summary>Reads the header of an array and creates its entry in the list of a file's arrays.</summary>
    public static ArrayEntry ReadEntry(BoundedReader reader, string name)
    {
        var header = NpyHeader.Read(reader);
        var kind = header.Type switch
        {
            { IsText: true } => ArrayKind.Text,
            { Storage: not null } => ArrayKind.Number,
            _ => ArrayKind.Unsupported,
        };
        return new(name, header.Shape, kind, header.ColumnMajor, header.Type.Words);
    }

    /// <summary>Reads all numbers, in the file's order.</summary>
    /// <exception cref="UnseenDataException">The array is damaged, or does not contain numbers.</exception>
    public static T[] ReadNumbers<T>(BoundedReader reader)
        where T : unmanaged, INumberBase<T>
    {
        var header = NpyHeader.Read(reader);
        var storage = header.Type.Storage ?? throw reader.Fault("an array of numbers", $"of type {header.Type}");
        return NumberDecoder.Read<T>(reader, storage, header.Type.BigEndian, header.Count);
    }

    /// <summary>Maps the values of a float32 array. Returns null if the values must be read instead: they have another
    /// type, are not aligned, or are more or fewer than the header says.</summary>
    /// <param name="file">the open file</param>
    /// <param name="offset">position of the array with its header, in bytes</param>
    /// <param name="length">length of the array, header included, in bytes</param>
    /// <param name="what">the array, for messages</param>
    /// <exception cref="UnseenDataException">The header is damaged.</exception>
    public static MappedValues? Map(FileStream file, long offset, long length, string what)
    {
        using var slice = new SliceStream(file, offset, length);
        var header = NpyHeader.Read(new BoundedReader(slice, length, length, file.Name, what));
        return header.Type == NpyType.Single && header.Count * sizeof(float) == length - slice.Position
            ? MappedValues.TryMap(file, offset + slice.Position, header.Count)
            : null;
    }

    /// <summary>Reads all strings, in the file's order, without the zeros that NumPy pads them with.</summary>
    /// <exception cref="UnseenDataException">The array is damaged, or does not contain text.</exception>
    public static string[] ReadStrings(BoundedReader reader)
    {
        var header = NpyHeader.Read(reader);
        if (header.Type == NpyType.Objects)
            return ReadObjects(reader);
        var size = header.Type.ElementBytes;
        if (!header.Type.IsText || header.Count > Array.MaxLength
            || (size > 0 ? header.Count * (double)size : header.Count) > reader.Remaining)
            throw reader.Fault($"an array of text within {reader.Remaining} bytes",
                $"{header.Count} elements of type {header.Type}");
        var element = new byte[Math.Min(size, reader.Remaining)];
        var strings = new List<string>();
        for (var i = 0L; i < header.Count; i++)
        {
            reader.ReadExactly(element);
            strings.Add(Decode(header.Type, element));
        }

        return [.. strings];
    }

    /// <summary>Reads an array of Python objects that are all strings. Their pickle is parsed, not
    /// executed.</summary>
    private static string[] ReadObjects(BoundedReader reader)
    {
        try
        {
            // the call that creates the array, with its state: version, shape, type, order and elements
            if (PickleReader.Read(reader.ReadBytes(reader.Remaining))
                is PickleCall { State: object?[] and [.., List<object?> elements] }
                && elements.TrueForAll(element => element is string))
                return [.. elements.Cast<string>()];
        }
        catch (InvalidDataException exception)
        {
            throw reader.Fault("text", "a pickle that cannot be read "
                + $"({FailureReason.DescribeContent(exception)}). Save it again as text, with "
                + "numpy.array(names, dtype=str)", exception);
        }

        throw reader.Fault("text", "Python objects that are not all strings. Save it again as text, with "
            + "numpy.array(names, dtype=str)");
    }

    /// <summary>Decodes one string, without the zeros that NumPy pads it with. Bytes that are not valid UTF-8 are
    /// decoded as Latin-1.</summary>
    public static string Decode(NpyType type, ReadOnlySpan<byte> element)
    {
        if (type.Kind == 'U')
            return new UTF32Encoding(type.BigEndian, byteOrderMark: false).GetString(element).TrimEnd('\0');
        var text = element.TrimEnd((byte)0);
        return (Utf8.IsValid(text) ? Encoding.UTF8 : Encoding.Latin1).GetString(text);
    }
}
