using Unseen.Training;

namespace Unseen.Experiments;

/// <summary>How much an experiment computes. The defaults are for a report; <see cref="Quick"/> is for a first look.</summary>
public sealed record ExperimentScale
{
    /// <summary>The seeds of every run, default 0 to 4.</summary>
    public IReadOnlyList<int> Seeds { get; init; } = [0, 1, 2, 3, 4];

    /// <summary>Epochs of the WGAN and the generators built on it, at least 1, default 30.</summary>
    public int GanEpochs { get; init; } = 30;

    /// <summary>Epochs of the CVAE, at least 1, default 100.</summary>
    public int CvaeEpochs { get; init; } = 100;

    /// <summary>Width of the generators' hidden layers, at least 1, default 4096.</summary>
    public int Hidden { get; init; } = 4096;

    /// <summary>Samples a step of the generators, at least 1, default 512; fewer give more steps an epoch.</summary>
    public int BatchSize { get; init; } = 512;

    /// <summary>Epochs of the classifiers, at least 1, default 60.</summary>
    public int ClassifierEpochs { get; init; } = 60;

    /// <summary>Pseudo-features for each unseen class that methods have without ZLA: their own n, at least 1, default 300.</summary>
    public int OwnPseudo { get; init; } = 300;

    /// <summary>Numbers of pseudo-features that are compared, ascending, default 1 to 1000.</summary>
    public IReadOnlyList<int> PseudoCounts { get; init; } = [1, 3, 10, 30, 100, 300, 1000];

    /// <summary>Device, number type, threads and scaling of every run.</summary>
    public RunOptions Base { get; init; } = new();

    /// <summary>Whether this is the small scale, which a report says.</summary>
    public bool IsQuick { get; init; }

    /// <summary>One seed, narrow generators of few epochs, few pseudo-features: minutes instead of hours, and worse numbers.</summary>
    public static ExperimentScale Quick { get; } = new()
    {
        Seeds = [0],
        GanEpochs = 2,
        CvaeEpochs = 5,
        Hidden = 1024,
        ClassifierEpochs = 30,
        OwnPseudo = 100,
        PseudoCounts = [1, 10, 100],
        IsQuick = true,
    };
}
