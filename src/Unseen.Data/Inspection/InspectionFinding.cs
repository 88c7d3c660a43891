namespace Unseen.Data.Inspection;

/// <summary>One thing that is wrong with a dataset, or looks it.</summary>
/// <param name="Severity">whether results stay valid</param>
/// <param name="Code">stable name of the kind of finding, such as "train-test-overlap"</param>
/// <param name="Message">one line for people</param>
public sealed record InspectionFinding(FindingSeverity Severity, string Code, string Message)
{
    /// <summary>A finding that makes results invalid.</summary>
    internal static InspectionFinding Error(string code, string message) => new(FindingSeverity.Error, code, message);

    /// <summary>A decision of the readers.</summary>
    internal static InspectionFinding Note(string message) => new(FindingSeverity.Note, "reading", message);

    /// <summary>A finding that leaves results valid.</summary>
    internal static InspectionFinding Warning(string code, string message) =>
        new(FindingSeverity.Warning, code, message);
}
