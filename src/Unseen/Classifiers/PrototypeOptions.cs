namespace Unseen.Classifiers;

/// <summary>The prototype learner's shape and training; defaults are the published ones.</summary>
public sealed record PrototypeOptions
{
    /// <summary>Width of the hidden layer, at least 1, default 1024.</summary>
    public int Hidden { get; init; } = 1024;

    /// <summary>Temperature τ that cosines are divided by, greater than 0, default 0.04.</summary>
    public double Temperature { get; init; } = 0.04;

    /// <summary>Whether prototypes pass a ReLU, default false (the published ablation's variant has it).</summary>
    public bool OutputRelu { get; init; }

    /// <summary>How it is trained: Adam 1e-4, weight decay 1e-4.</summary>
    public ClassifierTrainingOptions Training { get; init; } = new() { LearningRate = 1e-4, WeightDecay = 1e-4 };

    internal IEnumerable<string> Problems()
    {
        if (Hidden < 1)
            yield return $"prototype.hidden must be at least 1, but was {Hidden}.";
        if (!(double.IsFinite(Temperature) && Temperature > 0))
            yield return $"prototype.temperature must be finite and greater than 0, but was {Temperature}.";
        foreach (var problem in Training.Problems("prototype.training"))
            yield return problem;
    }
}
