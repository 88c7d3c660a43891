namespace Unseen.Images.Decoding;

/// <summary>The interpolation of pixels when an image is resized.</summary>
public enum Resampling
{
    /// <summary>Bilinear. An image that is reduced to less than half its size is averaged first.</summary>
    Bilinear,

    /// <summary>Bicubic (Mitchell). An image that is reduced to less than half its size is averaged first.</summary>
    Bicubic,
}
