namespace Unseen.Data.Inspection;

/// <summary>How bad a finding is.</summary>
public enum FindingSeverity
{
    /// <summary>Results stay valid, but may surprise.</summary>
    Warning,

    /// <summary>A result would be invalid: <c>DatasetLoader.Load</c> refuses the data.</summary>
    Error,
}
