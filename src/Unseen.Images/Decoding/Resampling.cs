namespace Unseen.Images.Decoding;

/// <summary>How pixels are interpolated where an image is resized.</summary>
public enum Resampling
{
    /// <summary>Linear in both directions, averaging where the image shrinks by more than half.</summary>
    Bilinear,

    /// <summary>Cubic (Mitchell), averaging where the image shrinks by more than half.</summary>
    Bicubic,
}
