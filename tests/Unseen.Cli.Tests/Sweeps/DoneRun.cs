using System.Globalization;
using Unseen.Runs.Store;

namespace Unseen.Cli.Tests.Sweeps;

/// <summary>Runs as a store has them, with the results that a test wants.</summary>
internal static class DoneRun
{
    /// <summary>A run that is done.</summary>
    /// <param name="number">its place in its sweep</param>
    /// <param name="config">its options, without braces</param>
    /// <param name="score">H on validation classes, and H</param>
    /// <param name="data">where its data is</param>
    public static StoredRun Of(int number, string config, double score, string data = "/data/digits") => new()
    {
        Id = number.ToString("x12", CultureInfo.InvariantCulture),
        Sweep = "made",
        Number = number,
        Dataset = Path.GetFileName(data.TrimEnd('/')),
        Config = $$"""{"data": "{{data}}", {{(config.Length > 0 ? $"{config}, " : "")}}"seeds": [{{number}}]}""",
        Folder = $"runs/{number}",
        State = RunState.Done,
        Failures = 0,
        Starts = 1,
        Metrics = string.Create(CultureInfo.InvariantCulture,
            $$"""{"H": {{score}}, "chosen": [{"validationH": {{score}}}]}"""),
    };
}
