namespace Unseen.Inference.Adaptation;

/// <summary>A model that has learnt from photographs without labels, and what changed.</summary>
/// <param name="Model">the adapted model</param>
/// <param name="Counts">the number of photographs of each class that the adapted model expects in the pool; [C]</param>
/// <param name="Before">0-based index of the class that the trained model, without its branch, predicts for each
/// photograph of the pool; [N]</param>
/// <param name="After">0-based index of the class that the adapted model predicts for each photograph; [N]</param>
public sealed record AdaptationResult(
    UnseenModel Model, IReadOnlyList<double> Counts, IReadOnlyList<int> Before, IReadOnlyList<int> After)
{
    /// <summary>The number of photographs whose predicted class changed.</summary>
    public int Changed => Before.Zip(After).Count(pair => pair.First != pair.Second);

    /// <summary>The number of photographs for which the trained model predicts an unseen class.</summary>
    public int UnseenBefore => Before.Count(label => !Model.IsSeen[label]);

    /// <summary>The number of photographs for which the adapted model predicts an unseen class.</summary>
    public int UnseenAfter => After.Count(label => !Model.IsSeen[label]);

    /// <summary>The changes of the predicted class, each with its number of photographs, most frequent
    /// first.</summary>
    public IEnumerable<(int From, int To, int Count)> Moves =>
        from pair in Before.Zip(After)
        where pair.First != pair.Second
        group pair by pair into same
        orderby same.Count() descending, same.Key
        select (same.Key.First, same.Key.Second, same.Count());
}
