namespace Unseen.Images.Decoding;

/// <summary>How pixels are interpolated when an image is resized.</summary>
public enum Resampling
{
    /// <summary>Linear in both directions. An image that shrinks to less than half is averaged first.</summary>
    Bilinear,

    /// <summary>Cubic (Mitchell). An image that shrinks to less than half is averaged first.</summary>
    Bicubic,
}
