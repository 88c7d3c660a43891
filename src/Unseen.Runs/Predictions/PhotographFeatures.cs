using Unseen.Images;
using Unseen.Images.Backbones;
using Unseen.Images.Extraction;

namespace Unseen.Runs.Predictions;

/// <summary>Computes the features of the photographs that a command line names.</summary>
internal static class PhotographFeatures
{
    /// <summary>Computes the features, with a warning for each photograph that cannot be used.</summary>
    /// <param name="features">the image models, which are not disposed</param>
    /// <param name="photographs">files, folders and patterns</param>
    /// <param name="context">warnings and cancellation</param>
    /// <param name="batch">number of photographs that a core processes at once</param>
    public static ExtractionResult Extract(ImageFeatures features, IEnumerable<string> photographs, RunContext context,
        int batch = FeatureExtraction.DefaultBatch)
    {
        List<LabelledImage> images = [];
        foreach (var image in PhotographPaths.Find(photographs, TextReader.Null, context.Cancellation))
            if (PhotographPaths.GetProblem(image.Path) is { } problem)
                context.Warn($"{image.Path} skipped: {problem}.");
            else
                images.Add(image);
        var extracted = FeatureExtraction.Run(images, features, batch: batch, cancellation: context.Cancellation);
        foreach (var skipped in extracted.Skipped)
            context.Warn($"{skipped.Path} skipped: {skipped.Reason}.");
        return extracted;
    }

    /// <summary>Creates the exception for photographs of which none can be used.</summary>
    /// <param name="named">the files, folders and patterns</param>
    public static ImageDataException Unusable(IEnumerable<string> named) => new(
        named.ToArray() is [var first, .. { Length: > 0 } others] ? $"{first} and {others.Length} more"
            : string.Concat(named), "none of the photographs can be used");
}
