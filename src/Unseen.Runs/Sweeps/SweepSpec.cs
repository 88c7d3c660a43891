using Unseen.Methods;
using Unseen.Runs.Records;
using Unseen.Training;

namespace Unseen.Runs.Sweeps;

/// <summary>The specification of a sweep.</summary>
/// <param name="Name">its name: of its folder, and in the store of runs</param>
/// <param name="Text">the JSON that said so</param>
/// <param name="Datasets">what to train on</param>
/// <param name="Seeds">the seeds; each is a run of its own</param>
/// <param name="Fixed">options that are the same in all runs</param>
/// <param name="Axes">options that are not</param>
/// <param name="Draws">combinations to draw at random, or null for all there are</param>
/// <param name="DrawSeed">what makes them the same ones every time</param>
/// <param name="Settings">the options that there are</param>
/// <param name="Plugin">the assembly of further methods, or null</param>
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
