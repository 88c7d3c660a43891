using Unseen.Inference;
using Unseen.Inference.Adaptation;
using Unseen.Runs.Folders;
using Unseen.Runs.Predictions;

namespace Unseen.Runs.Adaptation;

/// <summary>The photographs that are worth labelling first, as a table for a person: the column <c>class</c> is to be
/// filled in, and <c>unseen teach --labels</c> takes it.</summary>
public static class ReviewList
{
    /// <summary>Chooses photographs: those that the model is least sure of, spread over the classes that it
    /// names.</summary>
    /// <param name="model">a model that was trained on photographs</param>
    /// <param name="run">the folder of its run, or the model file in it</param>
    /// <param name="photographs">files, folders and patterns</param>
    /// <param name="count">the maximum number of photographs, at least 1</param>
    /// <param name="context">cancellation and warnings</param>
    /// <returns>the photographs with their most probable class, the first to be labelled first</returns>
    /// <exception cref="UsageException">No photograph can be used.</exception>
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
        return images.Count == 0 ? throw new UsageException("none of the photographs can be used.")
            : [.. ReviewOrder.Compute([.. images.Select(image => image.Classes[0])]).Take(count)
                .Select(place => images[place])];
    }

    /// <summary>Writes the table. Paths in it are relative to its folder.</summary>
    /// <param name="images">as <see cref="Choose"/> gives them</param>
    /// <param name="path">the file, .csv</param>
    public static void Write(IEnumerable<PredictedImage> images, string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var lines = images.Select(image => CsvText.Line(
            Path.GetRelativePath(folder, Path.GetFullPath(image.Name)), "", image.Classes[0].ClassName,
            (double)image.Classes[0].Probability, image.Classes[0].IsUnseen ? "yes" : "no"));
        AtomicFile.WriteText(path, string.Join('\n', lines.Prepend("image,class,guess,probability,unseen")) + "\n");
    }
}
