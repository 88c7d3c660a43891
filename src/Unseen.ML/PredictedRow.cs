namespace Unseen.ML;

/// <summary>The columns that a model adds to a row.</summary>
public sealed class PredictedRow
{
    /// <summary>The name of the most probable class.</summary>
    public string PredictedLabel { get; set; } = "";

    /// <summary>The probability of that class among all classes, from 0 to 1.</summary>
    public float Probability { get; set; }

    /// <summary>Whether training had no image of that class.</summary>
    public bool IsUnseen { get; set; }

    internal void Take(Inference.Prediction prediction) =>
        (PredictedLabel, Probability, IsUnseen) =
        (prediction.ClassName, prediction.Probability, prediction.IsUnseen);
}
