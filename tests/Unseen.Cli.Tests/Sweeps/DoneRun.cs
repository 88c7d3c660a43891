using System.Globalization;
using Unseen.Runs.Store;

namespace Unseen.Cli.Tests.Sweeps;

/// <summary>Creates finished runs with given results, without owner and times.</summary>
internal static class DoneRun
{
    /// <summary>Creates a run that is done.</summary>
    /// <param name="number">the run's number in its sweep, which is also its seed</param>
    /// <param name="config">the run's options except data and seeds: the members of a JSON object without its
    /// braces</param>
    /// <param name="score">H, the same on the validation classes and on the test images</param>
    /// <param name="data">path of the run's data</param>
    public static StoredRun Create(int number, string config, double score, string data = "/data/digits") => new()
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
