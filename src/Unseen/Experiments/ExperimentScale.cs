using Unseen.Methods;
using Unseen.Training;

namespace Unseen.Experiments;

/// <summary>How much an experiment computes. The defaults are for a report; <see cref="Quick"/> is for a first
/// look.</summary>
public sealed record ExperimentScale
{
    /// <summary>The seeds of every run, default 0 to 4.</summary>
    public IReadOnlyList<int> Seeds { get; init; } = [0, 1, 2, 3, 4];

    /// <summary>Epochs of generators that are trained by steps, at least 1; null (default) for 30 of the WGAN and its
    /// kin, and 100 of the CVAE.</summary>
    public int? Epochs { get; init; }

    /// <summary>As <see cref="Epochs"/>, of single generators by name; these win. Default none.</summary>
    public IReadOnlyDictionary<string, int> EpochsOf { get; init; } = new Dictionary<string, int>();

    /// <summary>Width of the generators' hidden layers, at least 1, default 4096.</summary>
    public int Hidden { get; init; } = 4096;

    /// <summary>Samples a step of the generators, at least 1, default 512; fewer give more steps an epoch.</summary>
    public int BatchSize { get; init; } = 512;

    /// <summary>Epochs of the classifiers, at least 1, default 60.</summary>
    public int ClassifierEpochs { get; init; } = 60;

    /// <summary>Pseudo-features for each unseen class that methods have without ZLA: their own n, at least 1, default
    /// 300.</summary>
    public int OwnPseudo { get; init; } = 300;

    /// <summary>Numbers of pseudo-features that are compared, ascending, default 1 to 1000.</summary>
    public IReadOnlyList<int> PseudoCounts { get; init; } = [1, 3, 10, 30, 100, 300, 1000];

    /// <summary>The methods that experiments compare, default the built-in ones.</summary>
    public MethodCatalog Methods { get; init; } = MethodCatalog.BuiltIn;

    /// <summary>Device, number type, threads and scaling of every run.</summary>
    public RunOptions Base { get; init; } = new();

    /// <summary>A generator with this scale's width, batch size and epochs, those of its own options that it
    /// has.</summary>
    internal GeneratorOptions Train(GeneratorOptions generator)
    {
        if (generator.TrainingEpochs == 0)
            return generator;
        var epochs = EpochsOf.TryGetValue(generator.Name, out var own) ? own
            : Epochs ?? (IsQuick ? generator.QuickEpochs : generator.ReportEpochs);
        foreach (var (name, value) in new[] { ("epochs", epochs), ("hidden", Hidden), ("batchSize", BatchSize) })
            if (generator.FindOption(name) is { } option)
                generator = option.With(generator, value);
        return generator;
    }

    /// <summary>Whether this is the small scale, which a report says.</summary>
    public bool IsQuick { get; init; }

    /// <summary>One seed, narrow generators of few epochs, few pseudo-features: minutes instead of hours, and worse
    /// numbers.</summary>
    public static ExperimentScale Quick { get; } = new()
    {
        Seeds = [0],
        Hidden = 1024,
        ClassifierEpochs = 30,
        OwnPseudo = 100,
        PseudoCounts = [1, 10, 100],
        IsQuick = true,
    };
}
