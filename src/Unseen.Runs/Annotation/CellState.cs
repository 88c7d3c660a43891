namespace Unseen.Runs.Annotation;

/// <summary>A cell of an attribute table after a person has set or cleared an answer.</summary>
/// <param name="Revision">the revision of the table after the answer</param>
/// <param name="Value">the mean of all answers, rounded to four decimals, or without answers the value from the table's
/// file; null if the cell is empty</param>
/// <param name="Own">the person's own answer, or null</param>
/// <param name="IsDisputed">whether answers differ by half of the attribute's range or more</param>
/// <param name="CanUndo">whether the person has a change to undo</param>
public sealed record CellState(int Revision, double? Value, double? Own, bool IsDisputed, bool CanUndo);
