namespace Unseen.ML;

/// <summary>The column of a row that <see cref="PhotographMapping"/> reads.</summary>
public sealed class PhotographRow
{
    /// <summary>The path of a photograph.</summary>
    public string ImagePath { get; set; } = "";
}
