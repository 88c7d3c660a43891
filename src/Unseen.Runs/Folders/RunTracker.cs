using System.Text.Json;
using System.Text.Json.Nodes;
using TorchSharp;
using TorchSharp.Modules;
using Unseen.Training.Progress;

namespace Unseen.Runs.Folders;

/// <summary>Records every epoch when it ends, as a line of JSON and as events for TensorBoard.</summary>
/// <remarks>TensorBoard shows each training within the run as a separate run, so that one plot has the curves of all
/// trainings.</remarks>
/// <param name="folder">the run's folder</param>
internal sealed class RunTracker(RunFolder folder) : IDisposable
{
    public const string FileName = "metrics.jsonl";
    public const string EventsName = "tensorboard";

    private readonly Dictionary<string, SummaryWriter> _writers = [];
    private StreamWriter? _lines;

    /// <summary>Records an epoch. The first call deletes the records in the folder, since a resumed run first reports
    /// the earlier epochs again.</summary>
    public void Add(EpochRecord epoch)
    {
        _lines ??= Begin();
        _lines.WriteLine(JsonText.OneLine(Line(epoch)));
        var writer = GetWriter(epoch);
        var phase = Names.Get(epoch.Phase);
        void Scalar(string tag, double? value)
        {
            if (value is { } number)
                writer.add_scalar(tag, (float)number, epoch.Epoch);
        }

        Scalar($"loss/{phase}", epoch.Loss);
        Scalar($"rate/{phase}", epoch.LearningRate);
        Scalar("accuracy/U", epoch.U);
        Scalar("accuracy/S", epoch.S);
        Scalar("accuracy/H", epoch.H);
    }

    public void Dispose() => _lines?.Dispose();

    private StreamWriter Begin()
    {
        if (Directory.Exists(folder.GetPath(EventsName)))
            Directory.Delete(folder.GetPath(EventsName), recursive: true);
        return new StreamWriter(folder.GetPath(FileName)) { AutoFlush = true, NewLine = "\n" };
    }

    private static JsonObject Line(EpochRecord epoch)
    {
        var line = BareLine(epoch);
        foreach (var (option, value) in epoch.Strength)
            line.Insert(line.IndexOf("generatorEpoch") + 1, option, value);
        return line;
    }

    private static JsonObject BareLine(EpochRecord epoch) => new()
    {
        ["seed"] = epoch.Seed,
        ["stage"] = Names.Get(epoch.Stage),
        ["phase"] = Names.Get(epoch.Phase),
        ["fold"] = epoch.Fold,
        ["epoch"] = epoch.Epoch,
        ["epochs"] = epoch.Epochs,
        ["generatorEpoch"] = epoch.GeneratorEpoch,
        ["loss"] = epoch.Loss,
        ["learningRate"] = epoch.LearningRate,
        ["U"] = JsonText.Number(epoch.U),
        ["S"] = JsonText.Number(epoch.S),
        ["H"] = JsonText.Number(epoch.H),
        ["seconds"] = JsonText.Number(epoch.Seconds),
    };

    private SummaryWriter GetWriter(EpochRecord epoch)
    {
        List<string> parts = [Names.Get(epoch.Stage)];
        if (epoch.Phase == TrainingPhase.Generator)
            parts.Add(epoch.Fold is { } fold ? FormattableString.Invariant($"generator-fold-{fold}") : "generator");
        else if (epoch.GeneratorEpoch > 0)
            parts.Add($"generator-{epoch.GeneratorEpoch}");
        parts.AddRange(epoch.Strength.Select(option =>
            FormattableString.Invariant($"{JsonNamingPolicy.KebabCaseLower.ConvertName(option.Key)}-{option.Value}")));
        var name = Path.Combine(EventsName, $"seed-{epoch.Seed}", string.Join('-', parts));
        if (!_writers.TryGetValue(name, out var writer))
            _writers[name] = writer = torch.utils.tensorboard.SummaryWriter(folder.GetPath(name));
        return writer;
    }
}
