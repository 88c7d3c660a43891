using System.Globalization;
using System.Numerics.Tensors;
using Unseen.Data;
using Unseen.Data.Loading;
using Unseen.Images.Backbones;
using Unseen.Images.Extraction;
using Unseen.Inference;

namespace Unseen.Runs.Predictions;

/// <summary>Predicts the classes of photographs or features, a few at a time, as <c>unseen predict</c> does.</summary>
public static class ImagePrediction
{
    private const int PhotographsAtOnce = 64;

    /// <summary>Predicts the classes of photographs.</summary>
    /// <param name="model">a model that was trained on photographs</param>
    /// <param name="features">the image models of the model</param>
    /// <param name="photographs">files, folders (searched recursively), patterns with * and ?, or "-" for paths from
    /// the input, one per line</param>
    /// <param name="top">maximum number of classes per image, at least 1, default 1</param>
    /// <param name="candidates">the classes to choose from, default all</param>
    /// <param name="input">the reader of paths for "-"; null (default) for none</param>
    /// <param name="withFit">whether to compute how well the images fit the model's classes, default false</param>
    /// <param name="cancellation">stops the prediction</param>
    /// <returns>the images in their order, computed on demand; images that cannot be used have a problem and follow
    /// the other images of their group</returns>
    public static IEnumerable<PredictedImage> PredictPhotographs(
        UnseenModel model, ImageFeatures features, IEnumerable<string> photographs, int top = 1,
        CandidateClasses candidates = CandidateClasses.All, TextReader? input = null,
        bool withFit = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(photographs);
        var found = PhotographPaths.Find(photographs, input ?? TextReader.Null, cancellation);
        foreach (var group in found.Chunk(PhotographsAtOnce))
        {
            var there = group.Where(image => PhotographPaths.ProblemOf(image.Path) is null).ToArray();
            var extracted = FeatureExtraction.Run(there, features, batch: 1, cancellation: cancellation);
            foreach (var (place, image) in extracted.Images.Index())
                yield return new PredictedImage(image.Path, model.PredictTop(
                    extracted.Features.AsSpan(place * extracted.Width, extracted.Width), top, candidates, withFit));
            foreach (var skipped in extracted.Skipped)
                yield return new PredictedImage(skipped.Path, [], skipped.Reason);
            foreach (var image in group)
                if (PhotographPaths.ProblemOf(image.Path) is { } problem)
                    yield return new PredictedImage(image.Path, [], problem);
        }
    }

    /// <summary>Predicts the classes of rows of features.</summary>
    /// <param name="model">the model</param>
    /// <param name="path">a .csv, .npy, .npz or .mat file of raw features, one row per image</param>
    /// <param name="top">maximum number of classes per image, at least 1, default 1</param>
    /// <param name="candidates">the classes to choose from, default all</param>
    /// <param name="withFit">whether to compute how well the images fit the model's classes, default false</param>
    /// <param name="options">what overrides what is recognised in a table; null (default) for nothing</param>
    /// <param name="report">receives a sentence for each choice that was made in reading; null (default) for
    /// none</param>
    /// <param name="cancellation">ends the wait for the file</param>
    /// <returns>the rows in their order, computed on demand</returns>
    /// <exception cref="UnseenDataException">The file cannot be read, or a feature is not finite.</exception>
    public static IEnumerable<PredictedImage> PredictFeatures(
        UnseenModel model, string path, int top = 1, CandidateClasses candidates = CandidateClasses.All,
        bool withFit = false, ReadingOptions? options = null, Action<string>? report = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        var features = CancellableRead.Run(
            () => FeatureFile.Read(path, model.FeatureWidth, options, report), cancellation);
        for (var row = 0; row < features.Rows; row++)
        {
            if (!TensorPrimitives.IsFiniteAll(features.Row(row)))
                throw new UnseenDataException(
                    path, $"row {row} has a feature that is NaN or infinite. Compute the features again.");
            yield return new PredictedImage(row.ToString(CultureInfo.InvariantCulture),
                model.PredictTop(features.Row(row), top, candidates, withFit));
        }
    }
}
