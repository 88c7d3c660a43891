using Unseen.Inference;
using Unseen.Inference.Adaptation;
using Unseen.Runs.Folders;
using Unseen.Runs.Predictions;

namespace Unseen.Runs.Adaptation;

/// <summary>Lists the photographs that are most worth labelling, as a table. A person fills in the column <c>class</c>,
/// and <c>unseen teach --labels</c> reads it.</summary>
public static class ReviewList
{
    /// <summary>Chooses the photographs that the model is least certain of, spread over the predicted
    /// classes.</summary>
    /// <param name="model">a model that was trained on photographs</param>
    /// <param name="run">the folder of its run, or the model file in it</param>
    /// <param name="photographs">files, folders and patterns</param>
    /// <param name="count">the maximum number of photographs, at least 1</param>
    /// <param name="context">cancellation, and the receiver of warnings about photographs that cannot be used</param>
    /// <returns>the photographs with their most probable class, in the order in which to label them</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    /// <exception cref="Images.ImageDataException">No photograph can be used, the model was not trained on
    /// photographs, or an image model cannot be loaded or differs from the one used in training.</exception>
    /// <exception cref="ModelFileException">The model's descriptions of its image models are damaged.</exception>
    /// <exception cref="OperationCanceledException">The prediction was cancelled.</exception>
    public static IReadOnlyList<PredictedImage> Choose(
        UnseenModel model, string run, IEnumerable<string> photographs, int count, RunContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        using var features = ModelFile.OpenFeatures(model, run);
        List<PredictedImage> images = [];
        foreach (var image in ImagePrediction.PredictPhotographs(
            model, features, photographs, cancellation: context.Cancellation))
            if (image.Problem is null)
                images.Add(image);
            else
                context.Warn($"{image.Name} skipped: {image.Problem}.");
        return images.Count == 0 ? throw PhotographFeatures.Unusable(photographs)
            : [.. ReviewOrder.Compute([.. images.Select(image => image.Classes[0])]).Take(count)
                .Select(place => images[place])];
    }

    /// <summary>Writes the table. Paths in it are relative to its folder, except those of photographs on another
    /// drive.</summary>
    /// <param name="images">the result of <see cref="Choose"/></param>
    /// <param name="path">path of the .csv file</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file or its folder is denied.</exception>
    public static void Write(IEnumerable<PredictedImage> images, string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var lines = images.Select(image => CsvText.Line(
            Path.GetRelativePath(folder, Path.GetFullPath(image.Name)), "", image.Classes[0].ClassName,
            (double)image.Classes[0].Probability, image.Classes[0].IsUnseen ? "yes" : "no"));
        AtomicFile.WriteText(path, string.Join('\n', lines.Prepend("image,class,guess,probability,unseen")) + "\n");
    }
}
