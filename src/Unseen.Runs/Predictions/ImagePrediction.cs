using System.Globalization;
using System.Numerics.Tensors;
using Unseen.Data;
using Unseen.Data.Loading;
using Unseen.Images.Backbones;
using Unseen.Images.Extraction;
using Unseen.Inference;

namespace Unseen.Runs.Predictions;

/// <summary>Predicts the classes of photographs or of rows of features on demand, as <c>unseen predict</c>
/// does.</summary>
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
    /// <returns>the images in their order, computed on demand in groups of 64; within a group, images that cannot be
    /// used come last and have a <see cref="PredictedImage.Problem"/></returns>
    /// <exception cref="OperationCanceledException">The prediction was cancelled.</exception>
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
            // Checked once, so that each image is returned once even if files appear or disappear meanwhile.
            var problems = Array.ConvertAll(group, image => PhotographPaths.GetProblem(image.Path));
            var usable = group.Where((_, i) => problems[i] is null).ToArray();
            var extracted = FeatureExtraction.Run(usable, features, batch: 1, cancellation: cancellation);
            foreach (var (place, image) in extracted.Images.Index())
                yield return new PredictedImage(image.Path, model.PredictTop(
                    extracted.Features.AsSpan(place * extracted.Width, extracted.Width), top, candidates, withFit));
            foreach (var skipped in extracted.Skipped)
                yield return new PredictedImage(skipped.Path, [], skipped.Reason);
            foreach (var (i, image) in group.Index())
                if (problems[i] is { } problem)
                    yield return new PredictedImage(image.Path, [], problem);
        }
    }

    /// <summary>Predicts the classes of rows of features.</summary>
    /// <param name="model">the model</param>
    /// <param name="path">a file that <see cref="FeatureFile.Read"/> accepts, with the raw features of one image per
    /// row</param>
    /// <param name="top">maximum number of classes per image, at least 1, default 1</param>
    /// <param name="candidates">the classes to choose from, default all</param>
    /// <param name="withFit">whether to compute how well the images fit the model's classes, default false</param>
    /// <param name="options">override the detected format of a table; null (default) to detect everything</param>
    /// <param name="report">receives a sentence for each detected property of the format; null (default) for
    /// none</param>
    /// <param name="cancellation">ends the wait for the file</param>
    /// <returns>the rows in their order, computed on demand</returns>
    /// <exception cref="ArgumentException"><paramref name="options"/> are not valid.</exception>
    /// <exception cref="UnseenDataException">The file cannot be read, has another width or columns in another order
    /// than in training, or a feature is not finite.</exception>
    /// <exception cref="OperationCanceledException">The wait for the file was cancelled.</exception>
    public static IEnumerable<PredictedImage> PredictFeatures(
        UnseenModel model, string path, int top = 1, CandidateClasses candidates = CandidateClasses.All,
        bool withFit = false, ReadingOptions? options = null, Action<string>? report = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        var features = CancellableRead.Run(
            () => FeatureFile.Read(path, model.FeatureWidth, options, report, model.FeatureNames), cancellation);
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
