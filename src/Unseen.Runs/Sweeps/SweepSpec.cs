using Unseen.Methods;
using Unseen.Runs.Records;
using Unseen.Training;

namespace Unseen.Runs.Sweeps;

/// <summary>The specification of a sweep.</summary>
/// <param name="Name">name of the sweep in the store, and of its default folder</param>
/// <param name="Text">JSON text of the specification</param>
/// <param name="Datasets">the datasets to train on</param>
/// <param name="Seeds">the seeds; each combination is run on each dataset once per seed, as separate runs</param>
/// <param name="Fixed">options with the same value in all runs</param>
/// <param name="Axes">options that vary</param>
/// <param name="Draws">number of combinations to draw at random, or null for all combinations</param>
/// <param name="DrawSeed">seed of the random draws</param>
/// <param name="Settings">all settings that a run can have, including those of the plug-in's methods</param>
/// <param name="Plugin">plug-in assembly with further methods, or null</param>
public sealed record SweepSpec(
    string Name,
    string Text,
    IReadOnlyList<DataSource> Datasets,
    IReadOnlyList<int> Seeds,
    IReadOnlyList<(RunSetting Setting, string Text)> Fixed,
    IReadOnlyList<SweepAxis> Axes,
    int? Draws,
    int DrawSeed,
    IReadOnlyList<RunSetting> Settings,
    PluginAssembly? Plugin);
