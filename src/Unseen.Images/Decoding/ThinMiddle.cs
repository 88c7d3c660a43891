using SkiaSharp;

namespace Unseen.Images.Decoding;

/// <summary>
/// Crops a very wide or very tall image to its middle before it is resized. The rest does not affect a square crop at
/// the centre. An image whose longer side is at most 16 times its shorter side is not cropped.
/// </summary>
internal static class ThinMiddle
{
    private const int MaxRatio = 16; // ratio of the longer side to the shorter side

    // The kept length in multiples of the shorter side: one for the square, and two on either side for interpolation,
    // which suffice even for a width of one pixel.
    private const int KeptRatio = 5;

    /// <summary>Gets the size of the middle. For an image of ordinary shape, it is the size of the image.</summary>
    /// <param name="size">the width and height, each at least 1</param>
    public static (int Width, int Height) GetSize((int Width, int Height) size) =>
        (GetLength(size.Width, size.Height), GetLength(size.Height, size.Width));

    /// <summary>Crops to the middle without copying pixels.</summary>
    /// <param name="whole">the image, possibly decoded at a reduced size</param>
    /// <param name="middle">
    /// receives the middle, which is valid as long as <paramref name="whole"/> is not disposed
    /// </param>
    /// <param name="size">the full size of the image</param>
    /// <param name="kept">the size of the middle at the full size of the image</param>
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
        length <= (long)MaxRatio * other ? length : WithEqualMargins(length, KeptRatio * other);

    private static int Scale(int length, int size, int kept) =>
        kept == size ? length
            : WithEqualMargins(length, Math.Clamp((int)Math.Round((double)length * kept / size), 1, length));

    /// <summary>
    /// Adds one pixel to the kept length if necessary, so that the same number of pixels is removed on either side. An
    /// offset of half a pixel would become a hundred pixels when a thin image is enlarged.
    /// </summary>
    private static int WithEqualMargins(int length, int kept) => kept + ((length - kept) & 1);
}
