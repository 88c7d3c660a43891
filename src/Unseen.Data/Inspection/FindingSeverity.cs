namespace Unseen.Data.Inspection;

/// <summary>The severity of a finding.</summary>
public enum FindingSeverity
{
    /// <summary>A decision that was made while the files were read. Nothing is wrong, but check that the decision is
    /// right.</summary>
    Note,

    /// <summary>Results are valid, but may be surprising.</summary>
    Warning,

    /// <summary>Results would be invalid. <c>DatasetLoader.Load</c> refuses the dataset.</summary>
    Error,
}
