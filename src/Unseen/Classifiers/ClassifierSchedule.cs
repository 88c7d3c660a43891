using Unseen.Options;

namespace Unseen.Classifiers;

/// <summary>The number of epochs for which a classifier is trained, the size of its batches, the decay of the learning
/// rate, and the epochs whose weights are used.</summary>
public record ClassifierSchedule
{
    /// <summary>The value of <see cref="Average"/> that switches averaging off.</summary>
    public const int NoAverage = 0;

    /// <summary>Passes over the real features of seen classes and the pseudo-features of unseen classes, at least 1,
    /// default 60.</summary>
    [Option("Epochs of training", AtLeast = 1, IsCommon = true)]
    public int Epochs { get; init; } = 60;

    /// <summary>Samples in each step, at least 1, default 512.</summary>
    [Option("Samples per step", AtLeast = 1, Alias = "batch")]
    public int BatchSize { get; init; } = 512;

    /// <summary>The learning rate is halved each time this many epochs have passed, at least 1, default 30.</summary>
    [Option("Epochs after which the learning rate is halved", AtLeast = 1)]
    public int HalveEvery { get; init; } = 30;

    /// <summary>
    /// Number of last epochs whose weights are averaged, from 1 to <see cref="Epochs"/>. Null (default) averages the
    /// second half of the epochs. <see cref="NoAverage"/> uses a single epoch, the one with the best H on validation.
    /// </summary>
    /// <remarks>
    /// H varies by about one percentage point from one epoch to the next. It varies much less with the mean of the
    /// weights: Izmailov et al., "Averaging Weights Leads to Wider Optima and Better Generalization", UAI 2018. The
    /// paper protocol scores every epoch by its own weights and never averages.
    /// </remarks>
    [Option("Last epochs whose weights are averaged; auto is the later half, none takes the single epoch that is best "
        + "on validation", AtLeast = 0, Zero = "none")]
    public int? Average { get; init; }

    /// <summary>The first epoch whose weights are averaged; null if none is.</summary>
    internal int? FirstAveraged => Average == NoAverage ? null : Epochs - (Average ?? (Epochs + 1) / 2) + 1;
}
