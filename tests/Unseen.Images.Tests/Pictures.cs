using System.Buffers.Binary;
using SkiaSharp;

namespace Unseen.Images.Tests;

/// <summary>Encoded pictures for tests.</summary>
internal static class Pictures
{
    /// <summary>A picture of one colour.</summary>
    public static byte[] Solid(int width, int height, SKColor colour,
        SKEncodedImageFormat format = SKEncodedImageFormat.Png) =>
        Draw(width, height, canvas => canvas.Clear(colour), format);

    /// <summary>Four quarters: red and green above, blue and white below.</summary>
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

    /// <summary>A picture of random stripes.</summary>
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

    /// <summary>A JPEG with an EXIF orientation put in.</summary>
    public static byte[] WithOrientation(byte[] jpeg, ushort orientation)
    {
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, // one entry of big-endian TIFF
            0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0,
        ];
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }

    /// <summary>The head of a PNG that claims a size.</summary>
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
