namespace Unseen.Runs.Annotation;

/// <summary>What the table is worth so far, and what would improve it most.</summary>
/// <param name="Revision">the revision of the table now; that of the gauge may be behind</param>
/// <param name="Gauge">how well classes can be recognised from it</param>
/// <param name="Next">cells to fill next, the most useful first</param>
/// <param name="Indistinct">two classes that no attribute tells apart, or null</param>
/// <param name="Empty">number of empty cells</param>
public sealed record Guidance(
    int Revision, GaugeReading Gauge, IReadOnlyList<CellPlace> Next, ClassPair? Indistinct, int Empty);
