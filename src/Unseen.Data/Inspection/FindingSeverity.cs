namespace Unseen.Data.Inspection;

/// <summary>How bad a finding is.</summary>
public enum FindingSeverity
{
    /// <summary>What was decided while the files were read: nothing is wrong, but see whether it is what you
    /// meant.</summary>
    Note,

    /// <summary>Results stay valid, but may surprise.</summary>
    Warning,

    /// <summary>A result would be invalid: <c>DatasetLoader.Load</c> refuses the data.</summary>
    Error,
}
