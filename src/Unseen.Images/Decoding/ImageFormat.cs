namespace Unseen.Images.Decoding;

/// <summary>The format of an image, recognised from the first bytes of its file.</summary>
public enum ImageFormat
{
    /// <summary>None of the formats below.</summary>
    Unknown,

    /// <summary>JPEG.</summary>
    Jpeg,

    /// <summary>PNG.</summary>
    Png,

    /// <summary>WebP.</summary>
    WebP,

    /// <summary>GIF.</summary>
    Gif,

    /// <summary>Windows bitmap.</summary>
    Bmp,

    /// <summary>TIFF or BigTIFF.</summary>
    Tiff,

    /// <summary>HEIC or HEIF, which cannot be decoded.</summary>
    Heic,

    /// <summary>AVIF, which cannot be decoded.</summary>
    Avif,

    /// <summary>JPEG XL, which cannot be decoded.</summary>
    JpegXl,

    /// <summary>JPEG 2000, which cannot be decoded.</summary>
    Jpeg2000,

    /// <summary>Photoshop document, which cannot be decoded.</summary>
    Photoshop,
}
