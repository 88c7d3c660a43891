namespace Unseen.Generators;

/// <summary>What CE-GZSL adds to the WGAN; defaults are the published ones.</summary>
public sealed record CeGzslOptions
{
    /// <summary>Width of the embedding h that the classifier works on, at least 1, default 2048.</summary>
    public int Embedding { get; init; } = 2048;

    /// <summary>Width of the projection z that instances are compared in, at least 1, default 512.</summary>
    public int Projection { get; init; } = 512;

    /// <summary>Width of the comparator's hidden layer, at least 1, default 2048.</summary>
    public int Comparator { get; init; } = 2048;

    /// <summary>Temperature of the instance contrast, greater than 0, default 0.1.</summary>
    public double InstanceTemperature { get; init; } = 0.1;

    /// <summary>Temperature of the class contrast, greater than 0, default 0.1.</summary>
    public double ClassTemperature { get; init; } = 0.1;

    /// <summary>Weight of the instance contrast in the generator's loss, at least 0, default 0.001.</summary>
    public double InstanceWeight { get; init; } = 0.001;

    /// <summary>Weight of the class contrast in the generator's loss, at least 0, default 0.001.</summary>
    public double ClassWeight { get; init; } = 0.001;

    internal IEnumerable<string> Problems()
    {
        if (Embedding < 1)
            yield return $"ceGzsl.embedding must be at least 1, but was {Embedding}.";
        if (Projection < 1)
            yield return $"ceGzsl.projection must be at least 1, but was {Projection}.";
        if (Comparator < 1)
            yield return $"ceGzsl.comparator must be at least 1, but was {Comparator}.";
        foreach (var (name, value) in new[] { ("instanceTemperature", InstanceTemperature), ("classTemperature", ClassTemperature) })
            if (!(double.IsFinite(value) && value > 0))
                yield return $"ceGzsl.{name} must be finite and greater than 0, but was {value}.";
        foreach (var (name, value) in new[] { ("instanceWeight", InstanceWeight), ("classWeight", ClassWeight) })
            if (!(double.IsFinite(value) && value >= 0))
                yield return $"ceGzsl.{name} must be finite and at least 0, but was {value}.";
    }
}
