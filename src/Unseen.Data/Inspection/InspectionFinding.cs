namespace Unseen.Data.Inspection;

/// <summary>An error, a warning or a note about a dataset.</summary>
/// <param name="Severity">how serious the finding is</param>
/// <param name="Code">stable name of the kind of finding, such as "train-test-overlap"</param>
/// <param name="Message">the message, on one line</param>
public sealed record InspectionFinding(FindingSeverity Severity, string Code, string Message)
{
    /// <summary>Creates an error: results would be invalid.</summary>
    internal static InspectionFinding Error(string code, string message) => new(FindingSeverity.Error, code, message);

    /// <summary>Creates a note of a decision that was made while the files were read.</summary>
    internal static InspectionFinding Note(string message) => new(FindingSeverity.Note, "reading", message);

    /// <summary>Creates a warning: results are valid, but may be surprising.</summary>
    internal static InspectionFinding Warning(string code, string message) =>
        new(FindingSeverity.Warning, code, message);
}
