namespace Unseen.Data.Inspection;

/// <summary>How bad a finding is.</summary>
public enum FindingSeverity
{
    /// <summary>Results stay valid, but may surprise.</summary>
    Warning,

    /// <summary>A result would be invalid: <see cref="DatasetLoader.Load"/> refuses the data.</summary>
    Error,
}
