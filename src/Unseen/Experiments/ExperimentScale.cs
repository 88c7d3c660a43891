using Unseen.Methods;
using Unseen.Training;

namespace Unseen.Experiments;

/// <summary>The extent of an experiment. The defaults are for a report, and <see cref="Quick"/> is for a first
/// look.</summary>
public sealed record ExperimentScale
{
    /// <summary>The seeds of every run, default 0 to 4.</summary>
    public IReadOnlyList<int> Seeds { get; init; } = [0, 1, 2, 3, 4];

    /// <summary>The number of epochs of generators that are trained in epochs, at least 1; null (default) for each
    /// generator's <see cref="GeneratorOptions.ReportEpochs"/>, or its <see cref="GeneratorOptions.QuickEpochs"/> in
    /// the quick scale.</summary>
    public int? Epochs { get; init; }

    /// <summary>The number of epochs of individual generators by name, which overrides <see cref="Epochs"/>; default
    /// none.</summary>
    public IReadOnlyDictionary<string, int> EpochsOf { get; init; } = new Dictionary<string, int>();

    /// <summary>The width of the generators' hidden layers, at least 1, default 4096.</summary>
    public int Hidden { get; init; } = 4096;

    /// <summary>The batch size of the generators, at least 1, default 512.</summary>
    public int BatchSize { get; init; } = 512;

    /// <summary>The number of epochs of the classifiers, at least 1, default 60.</summary>
    public int ClassifierEpochs { get; init; } = 60;

    /// <summary>The number of pseudo-features per unseen class of methods as published, and of all methods in
    /// <see cref="ExperimentKind.PlugIn"/>, at least 1, default 300.</summary>
    public int OwnPseudo { get; init; } = 300;

    /// <summary>The numbers of pseudo-features per unseen class that are compared, each at least 1, ascending, default
    /// 1, 3, 10 and so on to 1000.</summary>
    public IReadOnlyList<int> PseudoCounts { get; init; } = [1, 3, 10, 30, 100, 300, 1000];

    /// <summary>The names of the generators that experiments compare, or null (default) for all. In the quick scale,
    /// null stands for centre, cvae, wgan and the generators of plug-ins. Configurations without pseudo-features are
    /// always compared.</summary>
    public IReadOnlyList<string>? Generators { get; init; }

    /// <summary>The methods that experiments compare, default the built-in methods.</summary>
    public MethodCatalog Methods { get; init; } = MethodCatalog.BuiltIn;

    /// <summary>The options of every run, such as the device, number type, threads and scaling. Each cell replaces the
    /// methods, the number of pseudo-features and, in <see cref="ExperimentKind.Protocols"/>, the protocol.</summary>
    public RunOptions Base { get; init; } = new();

    /// <summary>Gives a generator the number of epochs, width and batch size of this scale. Options that a generator
    /// does not have are skipped.</summary>
    internal GeneratorOptions Configure(GeneratorOptions generator)
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

    /// <summary>Whether this is the quick scale. Reports mention it.</summary>
    public bool IsQuick { get; init; }

    /// <summary>A quick scale: one seed, few and narrow generators with few epochs, and few pseudo-features. It takes
    /// minutes instead of hours, and the accuracies are lower. Its batches are small, so that few epochs still have
    /// many steps: after about twenty steps, the pseudo-features of a generator do not yet distinguish
    /// classes.</summary>
    public static ExperimentScale Quick { get; } = new()
    {
        Seeds = [0],
        Hidden = 1024,
        BatchSize = 64,
        ClassifierEpochs = 30,
        OwnPseudo = 100,
        PseudoCounts = [1, 10, 100],
        IsQuick = true,
    };
}
