namespace Unseen.Runs.Annotation;

/// <summary>How well classes can be recognised by an unfinished attribute table, and what would improve it
/// most.</summary>
/// <param name="Revision">the current revision of the table; <paramref name="Gauge"/> may still be about an earlier
/// revision</param>
/// <param name="Gauge">how well classes can be recognised by the table</param>
/// <param name="Next">cells to fill in next, most useful first</param>
/// <param name="Indistinct">two classes that no attribute distinguishes, or null</param>
/// <param name="Empty">number of empty cells</param>
public sealed record Guidance(
    int Revision, GaugeReading Gauge, IReadOnlyList<CellPlace> Next, ClassPair? Indistinct, int Empty);
