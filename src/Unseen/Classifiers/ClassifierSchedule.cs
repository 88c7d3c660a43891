using Unseen.Options;

namespace Unseen.Classifiers;

/// <summary>How long a classifier is trained, in which steps, and which of its epochs make up the result.</summary>
public record ClassifierSchedule
{
    /// <summary>Value of <see cref="Average"/> for no average.</summary>
    public const int NoAverage = 0;

    /// <summary>Passes over real seen and pseudo unseen features, at least 1, default 60.</summary>
    [Option("Epochs of training", AtLeast = 1, IsCommon = true)]
    public int Epochs { get; init; } = 60;

    /// <summary>Samples a step, at least 1, default 512.</summary>
    [Option("Samples a step", AtLeast = 1, Alias = "batch")]
    public int BatchSize { get; init; } = 512;

    /// <summary>The learning rate is halved each time this many epochs have passed, at least 1, default 30.</summary>
    [Option("Epochs after which the learning rate is halved", AtLeast = 1)]
    public int HalveEvery { get; init; } = 30;

    /// <summary>
    /// Last epochs whose weights are averaged, at least 1; null (default) takes the later half. <see cref="NoAverage"/>
    /// takes a single epoch, the one with the best H on validation.
    /// </summary>
    /// <remarks>
    /// The result of a single epoch varies by about a point of H from one epoch to the next; the mean of the weights
    /// does not. Izmailov et al., "Averaging Weights Leads to Wider Optima and Better Generalization", UAI 2018. The
    /// paper protocol scores every epoch by its own weights and never averages.
    /// </remarks>
    [Option("Last epochs whose weights are averaged; auto is the later half, none takes the single epoch that is best "
        + "on validation", AtLeast = 0, Zero = "none")]
    public int? Average { get; init; }

    /// <summary>The first epoch whose weights are averaged; null if none is.</summary>
    internal int? FirstAveraged => Average == NoAverage ? null : Epochs - (Average ?? (Epochs + 1) / 2) + 1;
}
