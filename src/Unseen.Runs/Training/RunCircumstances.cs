using Unseen.Runs.Records;

namespace Unseen.Runs.Training;

/// <summary>What a report says of a run apart from its result.</summary>
/// <param name="Folder">the run's folder, as the user wrote it</param>
/// <param name="Command">the command that repeats the run</param>
/// <param name="Whole">the time of everything until the report</param>
/// <param name="LoadSeconds">time of loading the data in seconds</param>
/// <param name="Machine">the machine</param>
internal sealed record RunCircumstances(
    string Folder, string Command, TimeSpan Whole, double LoadSeconds, MachineDescription Machine)
{
    /// <summary>The facts of every report.</summary>
    /// <param name="trainSeconds">the time of training in seconds</param>
    /// <param name="loading">what <see cref="LoadSeconds"/> were spent on</param>
    public IEnumerable<(string Name, string Value)> Facts(double trainSeconds, string loading = "read the data") =>
    [
        ("Time in all", Words.Duration(Whole)),
        ($"Time to {loading}", Words.Duration(TimeSpan.FromSeconds(LoadSeconds))),
        ("Time to train", $"{Words.Duration(TimeSpan.FromSeconds(trainSeconds))}, validation included"),
        ("Machine", $"{Machine.Cpu}, {Machine.Threads} threads"),
    ];
}
