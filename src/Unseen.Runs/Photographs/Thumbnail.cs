using Unseen.Images;
using Unseen.Images.Decoding;

namespace Unseen.Runs.Photographs;

/// <summary>Creates small versions of photographs for pages.</summary>
internal static class Thumbnail
{
    /// <summary>Reads a photograph and reduces its size.</summary>
    /// <param name="path">the file</param>
    /// <param name="longSide">maximum length of the longer side in pixels</param>
    /// <returns>a JPEG file, or null if the photograph cannot be read</returns>
    public static byte[]? Read(string path, int longSide)
    {
        try
        {
            return ImageDecoder.Thumbnail(File.ReadAllBytes(path), path, new ImageLimits(), longSide);
        }
        catch (Exception exception) when (exception is ImageDataException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
