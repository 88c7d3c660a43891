namespace Unseen.Images.Decoding;

/// <summary>The interpolation of pixels when an image is resized.</summary>
public enum Resampling
{
    /// <summary>Bilinear. An image that is reduced to less than half its width or height is interpolated between
    /// averaged, smaller versions of it (trilinear mipmaps).</summary>
    Bilinear,

    /// <summary>Bicubic (Mitchell). An image that is reduced to less than half its width or height is resized as with
    /// <see cref="Bilinear"/>.</summary>
    Bicubic,
}
