using System.Buffers.Binary;
using System.IO.Compression;

namespace Unseen.Images.Decoding;

/// <summary>The metadata of a JPEG, PNG or WebP file. Files of other formats get the defaults.</summary>
internal sealed class ImageMetadata
{
    private const int MaxRawProfiles = 4; // in one file; thousands of them would take minutes to inflate
    private int? _exif, _xmp;

    private ImageMetadata()
    {
    }

    /// <summary>The orientation of the stored pixels, 1 to 8, default 1. EXIF takes precedence over XMP.</summary>
    public int Orientation => _exif ?? _xmp ?? 1;

    /// <summary>Whether the file has an embedded colour profile.</summary>
    public bool HasColorProfile { get; private set; }

    /// <summary>Whether the file ends in the middle of one of its parts.</summary>
    public bool IsTruncated { get; private set; }

    /// <summary>Reads the parts of a file. The data is untrusted and can be damaged.</summary>
    public static ImageMetadata Read(ReadOnlySpan<byte> encoded, ImageFormat format)
    {
        var metadata = new ImageMetadata();
        if (format == ImageFormat.Jpeg)
            metadata.ReadJpeg(encoded);
        else if (format == ImageFormat.Png)
            metadata.ReadPng(encoded);
        else if (format == ImageFormat.WebP)
            metadata.ReadWebP(encoded);
        return metadata;
    }

    private void ReadJpeg(ReadOnlySpan<byte> encoded)
    {
        const byte startOfScan = 0xDA, app1 = 0xE1, app2 = 0xE2;
        ReadOnlySpan<byte> endOfImage = [0xFF, 0xD9];
        var position = 2;
        while (position + 4 <= encoded.Length)
        {
            var marker = encoded[position + 1];
            if (encoded[position] != 0xFF)
                return;
            if (marker == startOfScan)
                break;
            if (marker == 0xFF) // padding before a marker
            {
                position++;
                continue;
            }

            var end = position + 2 + BinaryPrimitives.ReadUInt16BigEndian(encoded[(position + 2)..]);
            if (end > encoded.Length)
                break;

            var payload = encoded[Math.Min(position + 4, end)..end];
            if (marker == app1 && payload.StartsWith("Exif\0"u8))
                _exif ??= ExifOrientation.FromExif(payload);
            else if (marker == app1 && payload.StartsWith("http://ns.adobe.com/xap/"u8))
                _xmp ??= ExifOrientation.FromXmp(payload);
            else if (marker == app2 && payload.StartsWith("ICC_PROFILE\0"u8))
                HasColorProfile = true;
            position = end;
        }

        IsTruncated = encoded[Math.Min(position, encoded.Length)..].IndexOf(endOfImage) < 0;
    }

    private void ReadPng(ReadOnlySpan<byte> encoded)
    {
        var (position, rawProfiles) = (8, 0);
        while (position + 12 <= encoded.Length)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(encoded[position..]);
            if (length > encoded.Length - position - 12)
                break;
            var type = encoded.Slice(position + 4, 4);
            var payload = encoded.Slice(position + 8, (int)length);
            if (type.SequenceEqual("IEND"u8))
                return;
            if (type.SequenceEqual("eXIf"u8))
                _exif ??= ExifOrientation.FromExif(payload);
            else if ((type.SequenceEqual("zTXt"u8) || type.SequenceEqual("tEXt"u8)) && IsRawProfile(payload))
                _exif ??= rawProfiles++ < MaxRawProfiles
                    ? FromRawProfile(payload, isCompressed: type[0] == 'z') : null;
            else if (type.SequenceEqual("iTXt"u8) && payload.StartsWith("XML:com.adobe.xmp\0"u8))
                _xmp ??= ExifOrientation.FromXmp(payload);
            else if (type.SequenceEqual("iCCP"u8))
                HasColorProfile = true;
            position += 12 + (int)length;
        }

        IsTruncated = true;
    }

    private void ReadWebP(ReadOnlySpan<byte> encoded)
    {
        var position = 12;
        while (position + 8 <= encoded.Length)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(encoded[(position + 4)..]);
            if (length > encoded.Length - position - 8)
            {
                IsTruncated = true;
                return;
            }

            var type = encoded.Slice(position, 4);
            var payload = encoded.Slice(position + 8, (int)length);
            if (type.SequenceEqual("EXIF"u8))
                _exif ??= ExifOrientation.FromExif(payload);
            else if (type.SequenceEqual("XMP "u8))
                _xmp ??= ExifOrientation.FromXmp(payload);
            else if (type.SequenceEqual("ICCP"u8))
                HasColorProfile = true;
            position += 8 + (int)length + ((int)length & 1);
        }
    }

    private static bool IsRawProfile(ReadOnlySpan<byte> payload) =>
        payload.StartsWith("Raw profile type exif\0"u8) || payload.StartsWith("Raw profile type APP1\0"u8);

    /// <summary>
    /// Reads EXIF data in the form in which ImageMagick and older programs write it into PNG files: as hexadecimal
    /// digits in a text chunk, after lines with the name and length of the profile.
    /// </summary>
    private static int? FromRawProfile(ReadOnlySpan<byte> payload, bool isCompressed)
    {
        const int maxText = 1 << 20; // EXIF data has at most 64 KiB
        var text = payload[(payload.IndexOf((byte)0) + 1)..];
        if (isCompressed)
            text = Inflate(text[Math.Min(1, text.Length)..], maxText);
        var lines = System.Text.Encoding.ASCII.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var digits = string.Concat(lines.Skip(2)).Trim();
        return digits.Length % 2 == 0 && digits.All(char.IsAsciiHexDigit)
            ? ExifOrientation.FromExif(Convert.FromHexString(digits)) : null;
    }

    private static byte[] Inflate(ReadOnlySpan<byte> compressed, int maxLength)
    {
        try
        {
            using var inflated = new ZLibStream(new MemoryStream(compressed.ToArray()), CompressionMode.Decompress);
            var text = new byte[maxLength];
            return text[..inflated.ReadAtLeast(text, maxLength, throwOnEndOfStream: false)];
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }
}
