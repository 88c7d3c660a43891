using System.Globalization;
using System.Text.Json.Nodes;

namespace Unseen.Web.Cards;

/// <summary>The runs in a folder: their results, and how validation went.</summary>
internal sealed class RunBrowser(ServiceOptions options)
{
    private const int MostRuns = 500;
    private const int MostEpochs = 5000;

    /// <summary>All runs with their results, the newest first.</summary>
    public JsonArray List() => new([.. Folders().Select(folder => Summary(folder)).OfType<JsonObject>().OrderByDescending(run => (string?)run["time"], StringComparer.Ordinal)]);

    /// <summary>The validation curve of a run.</summary>
    /// <exception cref="RequestException">There is no such run.</exception>
    public JsonObject Curve(string name)
    {
        var folder = Folders().FirstOrDefault(folder => Path.GetFileName(folder) == name) ?? throw new RequestException(404, "run must be one of those listed, but is not.");
        var points = new JsonArray();
        if (CsvLines.Read(Path.Combine(folder, "history.csv"), MostEpochs + 1) is [var header, ..] rows)
        {
            int Column(string column) => Array.IndexOf(header, column);
            var (stage, phase, epoch, sigma, h, seed, loss) = (Column("stage"), Column("phase"), Column("epoch"), Column("sigma"), Column("H"), Column("seed"), Column("loss"));
            if (new[] { stage, phase, epoch, sigma, h, seed, loss }.All(column => column >= 0))
                foreach (var row in rows.Skip(1).Where(row => row.Length == header.Length && row[phase] == "classifier"))
                    points.Add(new JsonObject { ["stage"] = row[stage], ["seed"] = row[seed], ["sigma"] = row[sigma], ["epoch"] = Number(row[epoch]), ["H"] = Number(row[h]), ["loss"] = Number(row[loss]) });
        }

        return new JsonObject { ["run"] = name, ["points"] = points };
    }

    private IEnumerable<string> Folders() => options.RunsFolder is { } root && Directory.Exists(root)
        ? Directory.EnumerateDirectories(root).Where(folder => !Path.GetFileName(folder).StartsWith('.') && File.Exists(Path.Combine(folder, "metrics.json"))).Take(MostRuns)
        : [];

    private static JsonObject? Summary(string folder)
    {
        if (ModelCard.Chosen(ModelCard.Json(Path.Combine(folder, "metrics.json")), "U", "S", "H", "T1", "ausuc", "sd", "seeds", "seconds", "protocol", "generator", "classifier", "adjust") is not { } run)
            return null;
        var settings = ModelCard.Json(Path.Combine(folder, "options.json"));
        run["run"] = Path.GetFileName(folder);
        run["time"] = settings?["time"]?.DeepClone();
        run["data"] = settings?["data"]?["name"]?.DeepClone();
        return run;
    }

    private static JsonNode? Number(string text) => double.TryParse(text, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
