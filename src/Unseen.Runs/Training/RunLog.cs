using System.Globalization;

namespace Unseen.Runs.Training;

/// <summary>Collects the lines of log.txt, each of which begins with the time.</summary>
internal sealed class RunLog(TimeProvider clock)
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    public void Add(string text) =>
        _lines.Add($"{clock.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture)}  {text}");
}
