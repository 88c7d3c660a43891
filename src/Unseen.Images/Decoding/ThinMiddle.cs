using SkiaSharp;

namespace Unseen.Images.Decoding;

/// <summary>
/// Crops a very long or very tall image to its middle before it is resized. A square crop at the centre depends on
/// nothing else. An image at most 16 times as long as wide stays as it is.
/// </summary>
internal static class ThinMiddle
{
    private const int MaxRatio = 16; // longer side to shorter side

    // In shorter sides: one for the square, and two on either side for interpolation, even at a width of one pixel.
    private const int KeptRatio = 5;

    /// <summary>Gets the size of the middle, which is the image's own size for all ordinary shapes.</summary>
    /// <param name="size">width and height, each at least 1</param>
    public static (int Width, int Height) GetSize((int Width, int Height) size) =>
        (GetLength(size.Width, size.Height), GetLength(size.Height, size.Width));

    /// <summary>Crops to the middle without copying pixels.</summary>
    /// <param name="whole">the image, possibly decoded at a reduced size</param>
    /// <param name="middle">receives the middle, which is valid as long as <paramref name="whole"/> is</param>
    /// <param name="size">the image's full size</param>
    /// <param name="kept">the middle's size at full size</param>
    public static SKBitmap Cut(SKBitmap whole, SKBitmap middle, (int Width, int Height) size,
        (int Width, int Height) kept)
    {
        var (width, height) = (Scale(whole.Width, size.Width, kept.Width),
            Scale(whole.Height, size.Height, kept.Height));
        whole.ExtractSubset(middle, SKRectI.Create(
            (whole.Width - width) / 2, (whole.Height - height) / 2, width, height));
        return middle;
    }

    private static int GetLength(int length, int other) =>
        length <= (long)MaxRatio * other ? length : Center(length, KeptRatio * other);

    private static int Scale(int length, int size, int kept) =>
        kept == size ? length : Center(length, Math.Clamp((int)Math.Round((double)length * kept / size), 1, length));

    /// <summary>Rounds so that the same number of pixels goes on either side: half a pixel becomes a hundred when a
    /// thin image is resized.</summary>
    private static int Center(int length, int kept) => kept + ((length - kept) & 1);
}
