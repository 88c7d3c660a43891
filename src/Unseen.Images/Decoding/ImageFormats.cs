using System.Buffers.Binary;

namespace Unseen.Images.Decoding;

/// <summary>Recognises image formats.</summary>
public static class ImageFormats
{
    /// <summary>The number of bytes at the start of a file that <see cref="Recognise"/> needs.</summary>
    public const int HeaderLength = 32;

    /// <summary>The formats that can be decoded, for messages.</summary>
    internal const string Decodable = "JPEG, PNG, WebP, GIF, BMP or TIFF";

    /// <summary>Recognises a format from the contents of the file. The file name does not matter.</summary>
    /// <param name="header">
    /// the first bytes of the file: at least <see cref="HeaderLength"/>, or the whole file if it is shorter
    /// </param>
    public static ImageFormat Recognise(ReadOnlySpan<byte> header) =>
        header.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? ImageFormat.Jpeg
        : header.StartsWith((ReadOnlySpan<byte>)[0x89, .. "PNG\r\n"u8, 0x1A, 0x0A]) ? ImageFormat.Png
        : header.StartsWith("GIF8"u8) ? ImageFormat.Gif
        : header.StartsWith("RIFF"u8) && At(header, 8, "WEBP"u8) ? ImageFormat.WebP
        : IsTiff(header) ? ImageFormat.Tiff
        : IsBmp(header) ? ImageFormat.Bmp
        : At(header, 4, "ftyp"u8) ? FromBrand(header[8..])
        : header.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x0A]) || At(header, 4, "JXL \r\n"u8) ? ImageFormat.JpegXl
        : At(header, 4, "jP  \r\n"u8) ? ImageFormat.Jpeg2000
        : header.StartsWith("8BPS"u8) ? ImageFormat.Photoshop
        : ImageFormat.Unknown;

    /// <summary>Whether images of a format can be decoded.</summary>
    /// <param name="format">the format</param>
    public static bool CanDecode(this ImageFormat format) =>
        format is ImageFormat.Jpeg or ImageFormat.Png or ImageFormat.WebP or ImageFormat.Gif or ImageFormat.Bmp
            or ImageFormat.Tiff;

    /// <summary>Gets the reason why a file cannot be decoded.</summary>
    internal static string GetProblem(ImageFormat format) => format switch
    {
        ImageFormat.Unknown => $"the file is not an image in a format that can be decoded ({Decodable})",
        ImageFormat.JpegXl => Refusal("JPEG XL"),
        ImageFormat.Jpeg2000 => Refusal("JPEG 2000"),
        ImageFormat.Photoshop => Refusal("Photoshop"),
        _ => Refusal(format.ToString().ToUpperInvariant()),
    };

    private static string Refusal(string name) =>
        $"{name} images cannot be decoded; convert them to JPEG or PNG";

    private static bool At(ReadOnlySpan<byte> header, int offset, ReadOnlySpan<byte> expected) =>
        header.Length > offset && header[offset..].StartsWith(expected);

    private static bool IsTiff(ReadOnlySpan<byte> header) =>
        header.StartsWith("II*\0"u8) || header.StartsWith("MM\0*"u8)
        || header.StartsWith("II+\0"u8) || header.StartsWith("MM\0+"u8);

    // A text file can begin with "BM", too. The length of the second header, at byte 14, identifies a bitmap.
    private static bool IsBmp(ReadOnlySpan<byte> header) =>
        header.StartsWith("BM"u8) && header.Length >= 18
        && BinaryPrimitives.ReadUInt32LittleEndian(header[14..]) is 12 or (>= 16 and <= 124);

    private static ImageFormat FromBrand(ReadOnlySpan<byte> brand) =>
        brand.StartsWith("avi"u8) ? ImageFormat.Avif
        : brand.StartsWith("hei"u8) || brand.StartsWith("hev"u8) || brand.StartsWith("mif1"u8)
            || brand.StartsWith("msf1"u8) ? ImageFormat.Heic
        : ImageFormat.Unknown;
}
