namespace Unseen.Inference.Adaptation;

/// <summary>A model that has learnt from photographs without labels, and what changed.</summary>
/// <param name="Model">the adapted model</param>
/// <param name="Counts">the expected number of the pool's photographs of each class, by the adapted model; [C]</param>
/// <param name="Before">the class that the trained model, without its branch, gives each photograph of the pool, as an
/// index; [N]</param>
/// <param name="After">the class that the adapted model gives it; [N]</param>
public sealed record AdaptationResult(
    UnseenModel Model, IReadOnlyList<double> Counts, IReadOnlyList<int> Before, IReadOnlyList<int> After)
{
    /// <summary>The number of photographs that now get another class.</summary>
    public int Changed => Before.Zip(After).Count(pair => pair.First != pair.Second);

    /// <summary>The number of photographs that the trained model takes for classes that training had no image
    /// of.</summary>
    public int UnseenBefore => Before.Count(label => !Model.IsSeen[label]);

    /// <summary>The number of photographs that the adapted model takes for classes that training had no image
    /// of.</summary>
    public int UnseenAfter => After.Count(label => !Model.IsSeen[label]);

    /// <summary>The changes from one class to another, the most frequent first.</summary>
    public IEnumerable<(int From, int To, int Count)> Moves =>
        from pair in Before.Zip(After)
        where pair.First != pair.Second
        group pair by pair into same
        orderby same.Count() descending, same.Key
        select (same.Key.First, same.Key.Second, same.Count());
}
