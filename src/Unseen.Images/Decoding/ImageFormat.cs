namespace Unseen.Images.Decoding;

/// <summary>The format of an image, recognised from the first bytes of its file.</summary>
public enum ImageFormat
{
    /// <summary>A format that is not recognised.</summary>
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

    /// <summary>HEIC or HEIF. Recognised, but not supported for decoding.</summary>
    Heic,

    /// <summary>AVIF. Recognised, but not supported for decoding.</summary>
    Avif,

    /// <summary>JPEG XL. Recognised, but not supported for decoding.</summary>
    JpegXl,

    /// <summary>JPEG 2000. Recognised, but not supported for decoding.</summary>
    Jpeg2000,

    /// <summary>Photoshop document. Recognised, but not supported for decoding.</summary>
    Photoshop,
}
