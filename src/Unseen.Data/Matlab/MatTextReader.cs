using System.Text;
using Unseen.Data.Arrays;

namespace Unseen.Data.Matlab;

/// <summary>Reads the strings of a MATLAB v5 character or cell array.</summary>
internal static class MatTextReader
{
    private const int DeepestCell = 4;
    private const int MaxTextBytes = 1 << 29; // a .NET string can hold that many characters

    /// <summary>Reads one string for each row of a character array, or for each cell of a cell array (a nested cell
    /// must contain a single string). A struct with one field is read like that field. An array of such structs is read
    /// like an array of cells.</summary>
    /// <param name="matrix">a reader positioned at the array's header</param>
    /// <param name="bigEndian">byte order of the file</param>
    /// <exception cref="UnseenDataException">The array is damaged, or something in it is not text.</exception>
    public static string[] ReadStrings(BoundedReader matrix, bool bigEndian) => [.. Read(matrix, bigEndian, depth: 0)];

    private static List<string> Read(BoundedReader matrix, bool bigEndian, int depth)
    {
        var header = MatArrayHeader.Read(matrix, bigEndian);
        if (header.Class == MatClass.Cell && depth < DeepestCell)
            return ReadCells(matrix, header, bigEndian, depth);
        if (header.Class == MatClass.Struct && depth < DeepestCell)
            return ReadStructs(matrix, header, bigEndian, depth);
        if (header.Class == MatClass.Char)
            return ReadCharacters(matrix, header, bigEndian);
        if (header.Count == 0)
            return []; // MATLAB's [], for a string that was left out
        throw matrix.Fault("text", $"a cell of class {header.Class}");
    }

    private static List<string> ReadCells(BoundedReader matrix, MatArrayHeader header, bool bigEndian, int depth)
    {
        var strings = new List<string>();
        for (var cell = 0L; cell < header.Count; cell++)
        {
            var element = MatElement.Next(matrix, bigEndian);
            if (element.Type != MatType.Matrix)
                throw matrix.Fault("a cell array of arrays", $"an element of type {element.Type} in cell {cell}");
            var inner = element.Content.Remaining == 0 ? [] : Read(element.Content, bigEndian, depth + 1);
            if (inner.Count > 1)
                throw matrix.Fault("a cell array of single strings", $"{inner.Count} strings in cell {cell}");
            strings.Add(inner.Count == 0 ? "" : inner[0]);
            element.Finish(matrix);
        }

        return strings;
    }

    /// <summary>Reads the texts of structs with one field: the strings in the field of a single struct, or one string
    /// for each of several structs.</summary>
    private static List<string> ReadStructs(BoundedReader matrix, MatArrayHeader header, bool bigEndian, int depth)
    {
        var length = MatElement.Next(matrix, bigEndian);
        var nameLength = NumberDecoder.Read<int>(length.Content, StorageType.Int32, bigEndian, 1)[0];
        length.Finish(matrix);
        var names = MatElement.Next(matrix, bigEndian);
        if (nameLength < 1 || names.Content.Remaining != nameLength)
            throw matrix.Fault("text, or a struct with one field of text",
                $"a struct with {names.Content.Remaining / Math.Max(1, nameLength)} fields");
        names.Finish(matrix);
        if (header.Count != 1)
            return ReadCells(matrix, header, bigEndian, depth);
        var element = MatElement.Next(matrix, bigEndian);
        return element.Type == MatType.Matrix ? Read(element.Content, bigEndian, depth + 1)
            : throw matrix.Fault("a struct of text", $"an element of type {element.Type}");
    }

    private static List<string> ReadCharacters(BoundedReader matrix, MatArrayHeader header, bool bigEndian)
    {
        if (header.Count == 0)
            return [];
        var element = MatElement.Next(matrix, bigEndian);
        var text = Decode(element, bigEndian);
        var rows = header.Dimensions[0];
        if (rows == 1)
            return [text.TrimEnd(' ', '\0')];
        if (text.Length != header.Count)
            throw matrix.Fault($"{header.Count} characters long", $"{text.Length} characters long");
        return [.. CharacterRows.Split(text, (int)rows)];
    }

    private static string Decode(MatElement element, bool bigEndian)
    {
        var encoding = element.Type switch
        {
            MatType.Utf8 => Encoding.UTF8,
            MatType.Int8 or MatType.UInt8 => Encoding.Latin1,
            MatType.Utf16 or MatType.UInt16 or MatType.Int16 => new UnicodeEncoding(bigEndian, byteOrderMark: false),
            MatType.Utf32 or MatType.UInt32 or MatType.Int32 =>
                (Encoding)new UTF32Encoding(bigEndian, byteOrderMark: false),
            _ => throw element.Content.Fault("text", $"characters of type {element.Type}"),
        };
        if (element.Content.Remaining > MaxTextBytes)
            throw element.Content.Fault($"text of at most {MaxTextBytes} bytes",
                $"{element.Content.Remaining} bytes long");
        return encoding.GetString(element.Content.ReadBytes(element.Content.Remaining));
    }
}
