using SkiaSharp;

namespace Unseen.Images.Decoding;

/// <summary>
/// The middle of an image that is more than 16 times as long as wide: all that a square cut out of the centre can
/// depend on. Other images are left as they are.
/// </summary>
internal static class ThinMiddle
{
    private const int Longest = 16; // shorter sides that an image may be long, and stay as it is
    // shorter sides: the square is one, and interpolation takes two pixels more on either side, even of an image one pixel wide
    private const int Kept = 5;

    /// <summary>The size of the middle; the image's own where it is of such a shape.</summary>
    /// <param name="size">width and height, each at least 1</param>
    public static (int Width, int Height) Of((int Width, int Height) size) =>
        (Of(size.Width, size.Height), Of(size.Height, size.Width));

    /// <summary>Cuts the middle out, without copying pixels.</summary>
    /// <param name="whole">the image, perhaps decoded at a smaller size than its own</param>
    /// <param name="middle">receives the middle; of use as long as <paramref name="whole"/> is</param>
    /// <param name="size">the image's own size</param>
    /// <param name="kept">the middle's size at that size</param>
    public static SKBitmap Cut(SKBitmap whole, SKBitmap middle, (int Width, int Height) size,
        (int Width, int Height) kept)
    {
        var (width, height) = (Part(whole.Width, size.Width, kept.Width), Part(whole.Height, size.Height, kept.Height));
        whole.ExtractSubset(middle, SKRectI.Create(
            (whole.Width - width) / 2, (whole.Height - height) / 2, width, height));
        return middle;
    }

    private static int Of(int length, int other) =>
        length <= (long)Longest * other ? length : Centred(length, Kept * other);

    private static int Part(int length, int size, int kept) =>
        kept == size ? length : Centred(length, Math.Clamp((int)Math.Round((double)length * kept / size), 1, length));

    /// <summary>What is cut off must be even, half of it on either side: half a pixel is a hundred once a thin image is
    /// resized.</summary>
    private static int Centred(int length, int kept) => kept + ((length - kept) & 1);
}
