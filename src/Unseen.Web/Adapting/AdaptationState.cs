using Unseen.Inference.Adaptation;

namespace Unseen.Web.Adapting;

/// <summary>What a model of the service learns from photographs without labels.</summary>
/// <param name="State">"idle", "running", "done" or "failed"</param>
/// <param name="Photographs">photographs that were kept to learn from</param>
/// <param name="CanUndo">whether the model has learnt from photographs without labels, and can forget it</param>
internal sealed record AdaptationState(string State, int Photographs, bool CanUndo)
{
    /// <summary>Why it failed, or null.</summary>
    public string? Problem { get; init; }

    /// <summary>What the last adaptation changed, or null.</summary>
    public Change? Changed { get; init; }

    /// <summary>What an adaptation changed.</summary>
    /// <param name="Photographs">photographs that it learnt from</param>
    /// <param name="Moved">of these, photographs that now get another class</param>
    /// <param name="UnseenBefore">of these, photographs that were taken for classes that training had no photograph
    /// of</param>
    /// <param name="UnseenAfter">of these, photographs that are taken for such classes now</param>
    /// <param name="Moves">from which class to which, the most frequent first, at most 20</param>
    internal sealed record Change(
        int Photographs, int Moved, int UnseenBefore, int UnseenAfter, IReadOnlyList<Move> Moves)
    {
        private const int MaxMoves = 20;

        public static Change Of(AdaptationResult result)
        {
            var names = result.Model.ClassNames;
            return new(result.After.Count, result.Changed, result.UnseenBefore, result.UnseenAfter,
                [.. result.Moves.Take(MaxMoves).Select(
                    move => new Move(names[move.From], names[move.To], move.Count))]);
        }
    }

    /// <summary>Photographs that get another class.</summary>
    /// <param name="From">the class before</param>
    /// <param name="To">the class now</param>
    /// <param name="Count">how many</param>
    internal sealed record Move(string From, string To, int Count);
}
