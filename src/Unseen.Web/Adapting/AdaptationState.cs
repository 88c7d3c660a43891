using Unseen.Inference.Adaptation;

namespace Unseen.Web.Adapting;

/// <summary>The state of a model's adaptation to photographs without labels.</summary>
/// <param name="State">"idle", "running", "done" or "failed"</param>
/// <param name="Photographs">number of photographs that are kept to learn from</param>
/// <param name="CanUndo">whether the model has learnt from photographs without labels, and can forget it</param>
internal sealed record AdaptationState(string State, int Photographs, bool CanUndo)
{
    /// <summary>Why the last adaptation failed; null if it did not fail, or while another is running.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether the last adaptation failed because too few photographs seem to show unseen classes, and can be
    /// repeated with <c>force=true</c>.</summary>
    public bool CanForce { get; init; }

    /// <summary>What the last adaptation changed; null if there was none, it failed, or another is running.</summary>
    public Change? Changed { get; init; }

    /// <summary>What an adaptation changed.</summary>
    /// <param name="Photographs">number of photographs that the model learnt from</param>
    /// <param name="Moved">number of these photographs that now get another class</param>
    /// <param name="UnseenBefore">number of these photographs that were assigned to unseen classes before</param>
    /// <param name="UnseenAfter">number of these photographs that are assigned to unseen classes now</param>
    /// <param name="Moves">the changes from one class to another, the most frequent first, at most 20</param>
    internal sealed record Change(
        int Photographs, int Moved, int UnseenBefore, int UnseenAfter, IReadOnlyList<Move> Moves)
    {
        private const int MaxMoves = 20;

        public static Change Create(AdaptationResult result)
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
    /// <param name="Count">number of photographs</param>
    internal sealed record Move(string From, string To, int Count);
}
