using System.Buffers.Binary;
using System.Text.RegularExpressions;

namespace Unseen.Images.Decoding;

/// <summary>Reads the orientation of a photograph in EXIF or XMP data: 1 (upright) to 8.</summary>
internal static partial class ExifOrientation
{
    private const int Tag = 0x0112;
    private const int EntryLength = 12;

    /// <summary>Reads EXIF data, with or without the prefix "Exif\0\0" that JPEG files put before it.</summary>
    /// <returns>the orientation, or null if the data has no valid orientation</returns>
    public static int? FromExif(ReadOnlySpan<byte> exif)
    {
        if (exif.StartsWith("Exif\0"u8) && exif.Length > 6)
            exif = exif[6..];
        var isLittle = exif.StartsWith("II*\0"u8);
        if (!isLittle && !exif.StartsWith("MM\0*"u8))
            return null;
        if (exif.Length < 8 || Read32(exif[4..], isLittle) is var directory && directory > exif.Length - 2)
            return null;
        var entries = exif[((int)directory + 2)..];
        var count = Math.Min(Read16(exif[(int)directory..], isLittle), entries.Length / EntryLength);
        for (var i = 0; i < count; i++)
        {
            var entry = entries.Slice(i * EntryLength, EntryLength);
            if (Read16(entry, isLittle) == Tag)
                return Valid(Read16(entry[2..], isLittle) switch
                {
                    1 => entry[8], // BYTE
                    3 => Read16(entry[8..], isLittle), // SHORT
                    4 => Read32(entry[8..], isLittle), // LONG
                    _ => 0,
                });
        }

        return null;
    }

    /// <summary>Reads an XMP packet.</summary>
    /// <returns>the orientation, or null if the packet has no valid orientation</returns>
    public static int? FromXmp(ReadOnlySpan<byte> xmp) =>
        XmpOrientation().Match(System.Text.Encoding.UTF8.GetString(xmp)) is { Success: true } match
            ? match.Groups[1].Value[0] - '0' : null;

    private static int? Valid(long orientation) => orientation is >= 1 and <= 8 ? (int)orientation : null;

    private static int Read16(ReadOnlySpan<byte> bytes, bool isLittle) => isLittle
        ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint Read32(ReadOnlySpan<byte> bytes, bool isLittle) => isLittle
        ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);

    [GeneratedRegex("tiff:Orientation\\s*(?:=\\s*[\"']|>)\\s*([1-8])", RegexOptions.CultureInvariant)]
    private static partial Regex XmpOrientation();
}
