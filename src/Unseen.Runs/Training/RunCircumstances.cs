using Unseen.Runs.Records;

namespace Unseen.Runs.Training;

/// <summary>The facts about a run that a report shows besides its results.</summary>
/// <param name="Folder">the run's folder, as the user wrote it</param>
/// <param name="Command">the command that repeats the run</param>
/// <param name="Whole">the total time until the report is written</param>
/// <param name="LoadSeconds">time of loading the data in seconds</param>
/// <param name="Machine">the machine</param>
internal sealed record RunCircumstances(
    string Folder, string Command, TimeSpan Whole, double LoadSeconds, MachineDescription Machine)
{
    /// <summary>Gets the facts that every report shows.</summary>
    /// <param name="trainSeconds">the time of training in seconds</param>
    /// <param name="loading">the activity that took <see cref="LoadSeconds"/>, default "read the data"</param>
    public IEnumerable<(string Name, string Value)> Facts(double trainSeconds, string loading = "read the data") =>
    [
        ("Total time", Words.Duration(Whole)),
        ($"Time to {loading}", Words.Duration(TimeSpan.FromSeconds(LoadSeconds))),
        ("Time to train", $"{Words.Duration(TimeSpan.FromSeconds(trainSeconds))}, validation included"),
        ("Machine", $"{Machine.Cpu}, {Machine.Threads} threads"),
    ];
}
