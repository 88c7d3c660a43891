using System.Buffers.Binary;
using System.IO.Compression;
using SkiaSharp;

namespace Unseen.Images.Tests;

/// <summary>Encoded pictures for tests.</summary>
internal static class Pictures
{
    /// <summary>A picture of one colour.</summary>
    public static byte[] Solid(int width, int height, SKColor colour,
        SKEncodedImageFormat format = SKEncodedImageFormat.Png) =>
        Draw(width, height, canvas => canvas.Clear(colour), format);

    /// <summary>A picture of four quarters: red and lime above, blue and white below.</summary>
    public static byte[] Quarters(int width, int height, SKEncodedImageFormat format = SKEncodedImageFormat.Jpeg) =>
        Draw(
        width, height,
        canvas =>
        {
            SKColor[] colours = [SKColors.Red, SKColors.Lime, SKColors.Blue, SKColors.White];
            for (var i = 0; i < 4; i++)
                using (var paint = new SKPaint { Color = colours[i] })
                    canvas.DrawRect(i % 2 * width / 2f, i / 2 * height / 2f, width / 2f, height / 2f, paint);
        },
        format);

    /// <summary>A PNG of vertical stripes in random colours.</summary>
    public static byte[] Random(int seed, int width = 24, int height = 20) => Draw(
        width, height,
        canvas =>
        {
            var random = new Random(seed);
            for (var x = 0; x < width; x++)
                using (var paint = new SKPaint { Color = new SKColor((uint)random.Next() | 0xff000000) })
                    canvas.DrawRect(x, 0, 1, height, paint);
        },
        SKEncodedImageFormat.Png);

    /// <summary>A JPEG to which an EXIF orientation is added.</summary>
    public static byte[] WithOrientation(byte[] jpeg, ushort orientation) =>
        [.. jpeg[..2], 0xFF, 0xE1, .. WithLength16(["Exif\0\0"u8.ToArray(), Exif(orientation)]), .. jpeg[2..]];

    /// <summary>A JPEG with an orientation in an XMP packet.</summary>
    public static byte[] WithXmpOrientation(byte[] jpeg, int orientation) =>
    [
        .. jpeg[..2], 0xFF, 0xE1, .. WithLength16(["http://ns.adobe.com/xap/1.0/\0"u8.ToArray(), Xmp(orientation)]),
        .. jpeg[2..],
    ];

    /// <summary>EXIF data of one entry, in big-endian TIFF.</summary>
    public static byte[] Exif(ushort orientation) =>
    [
        .. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1,
        0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0,
    ];

    /// <summary>An XMP packet as Adobe's programs write it.</summary>
    public static byte[] Xmp(int orientation) => System.Text.Encoding.UTF8.GetBytes(
        $"<x:xmpmeta><rdf:Description xmlns:tiff='http://ns.adobe.com/tiff/1.0/' tiff:Orientation='{orientation}'/>"
        + "</x:xmpmeta>");

    /// <summary>A PNG to which a chunk is added after its header.</summary>
    public static byte[] WithChunk(byte[] png, string type, params byte[] payload)
    {
        const int headerEnd = 8 + 12 + 13;
        return [.. png[..headerEnd], .. PngChunk(type, payload), .. png[headerEnd..]];
    }

    /// <summary>Converts a WebP that Skia wrote to the extended form, and adds a chunk at its end.</summary>
    public static byte[] WithWebPChunk(
        byte[] webp, int width, int height, string type, byte flag, params byte[] payload)
    {
        byte[] header = [flag, 0, 0, 0, (byte)(width - 1), 0, 0, (byte)(height - 1), 0, 0];
        byte[] content = [.. "WEBP"u8, .. Chunk("VP8X", header), .. webp[12..], .. Chunk(type, payload)];
        return [.. "RIFF"u8, .. LittleEndian(content.Length), .. content];

        static byte[] Chunk(string type, byte[] payload) =>
        [
            .. System.Text.Encoding.ASCII.GetBytes(type), .. LittleEndian(payload.Length), .. payload,
            .. new byte[payload.Length & 1],
        ];
    }

    /// <summary>An uncompressed TIFF of 8-bit red, green and blue, [height * width * 3], optionally with an ICC
    /// profile.</summary>
    public static byte[] Tiff(int width, int height, byte[] pixels, ushort orientation = 1, byte[]? profile = null)
    {
        List<(ushort Tag, ushort Type, int Count, int Value)> entries =
        [
            (256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 2), (273, 4, 1, 8),
            (274, 3, 1, orientation), (277, 3, 1, 3), (278, 4, 1, height), (279, 4, 1, pixels.Length),
        ];
        if (profile is not null)
            entries.Add((34675, 7, profile.Length, 8 + pixels.Length));
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("II*\0"u8);
        writer.Write(8 + pixels.Length + (profile?.Length ?? 0));
        writer.Write(pixels);
        writer.Write(profile ?? []);
        writer.Write((ushort)entries.Count);
        foreach (var (tag, type, count, value) in entries)
        {
            writer.Write(tag);
            writer.Write(type);
            writer.Write(count);
            writer.Write(value);
        }

        writer.Write(0);
        return stream.ToArray();
    }

    /// <summary>A grey PNG of 16 bits per pixel.</summary>
    public static byte[] Grey16(int width, int height, ushort[] values)
    {
        using var rows = new MemoryStream();
        using (var deflate = new ZLibStream(rows, CompressionLevel.Fastest, leaveOpen: true))
            for (var y = 0; y < height; y++)
                deflate.Write([0, .. values.Skip(y * width).Take(width).SelectMany(
                    value => new[] { (byte)(value >> 8), (byte)value })]);
        return [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A,
            .. PngChunk("IHDR", [.. BigEndian((uint)width), .. BigEndian((uint)height), 16, 0, 0, 0, 0]),
            .. PngChunk("IDAT", rows.ToArray()), .. PngChunk("IEND", [])];
    }

    /// <summary>The start of a PNG whose header declares the given size.</summary>
    public static byte[] PngHeader(int width, int height)
    {
        var header = new byte[17];
        "IHDR"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(8), height);
        (header[12], header[13]) = (8, 6);
        var sum = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(sum, Crc(header));
        return [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, 0, 0, 0, 13, .. header, .. sum, 0, 0, 0, 0, .. "IDAT"u8, 0x35, 0xAF,
            0x06, 0x1E];
    }

    private static byte[] PngChunk(string type, byte[] payload)
    {
        byte[] named = [.. System.Text.Encoding.ASCII.GetBytes(type), .. payload];
        return [.. BigEndian((uint)payload.Length), .. named, .. BigEndian(Crc(named))];
    }

    private static byte[] WithLength16(byte[][] parts)
    {
        byte[] payload = [.. parts.SelectMany(part => part)];
        return [(byte)((payload.Length + 2) >> 8), (byte)(payload.Length + 2), .. payload];
    }

    private static byte[] BigEndian(uint value) =>
        [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static byte[] LittleEndian(int value) => BitConverter.GetBytes(value);

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }

        return ~crc;
    }

    private static byte[] Draw(int width, int height, Action<SKCanvas> draw, SKEncodedImageFormat format)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
        draw(surface.Canvas);
        using var image = surface.Snapshot();
        using var data = image.Encode(format, 100);
        return data.ToArray();
    }
}
