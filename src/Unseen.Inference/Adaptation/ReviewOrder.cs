namespace Unseen.Inference.Adaptation;

/// <summary>Chooses the images that a person should label first: those that a model is least sure of, spread over the
/// classes that it predicts. Stateless and thread-safe.</summary>
public static class ReviewOrder
{
    /// <summary>Orders images for labelling, in rounds. The first round has one image from each predicted class: the
    /// one with the lowest probability. The second round has the next image from each class, and so on. Within a round,
    /// images are ordered by probability, lowest first.</summary>
    /// <param name="best">[N] the most probable class of each image</param>
    /// <returns>[N] 0-based indices of the images in <paramref name="best"/>, in the order for labelling</returns>
    public static int[] Compute(IReadOnlyList<Prediction> best)
    {
        ArgumentNullException.ThrowIfNull(best);
        return
        [
            .. Enumerable.Range(0, best.Count).GroupBy(image => best[image].ClassIndex)
                .SelectMany(own => own.OrderBy(image => best[image].Probability).Index())
                .OrderBy(entry => entry.Index).ThenBy(entry => best[entry.Item].Probability)
                .ThenBy(entry => entry.Item).Select(entry => entry.Item),
        ];
    }
}
