using System.Globalization;
using System.Text.Json.Nodes;
using Unseen.Inference;

namespace Unseen.Runs.Predictions;

/// <summary>Writes predictions one sample at a time.</summary>
/// <param name="output">the writer</param>
/// <param name="format">the format</param>
/// <param name="key">name of the first column: "row" or "image"</param>
/// <param name="keyWidth">width of the first column of a table, in characters</param>
/// <param name="nameWidth">width of the class column of a table, in characters</param>
/// <param name="withImages">whether to write the name of the image in a second column, except in a table; default
/// false</param>
/// <param name="reject">share of images of known classes that may be refused, in (0, 1); null (default) to refuse
/// none</param>
internal sealed class PredictionWriter(
    TextWriter output, PredictionFormat format, string key, int keyWidth, int nameWidth, bool withImages = false,
    double? reject = null)
{
    private const string Image = "image";
    private const string None = "none of these";
    private const string Never = "never seen in training";

    /// <summary>Writes the header, if the format has one.</summary>
    public void Begin()
    {
        if (format == PredictionFormat.Csv)
            output.WriteLine(CsvText.Line([.. withImages ? [key, Image]
                : new[] { key }, "rank", "class", "unseen", "score", "probability",
                .. reject is null ? Array.Empty<string>() : ["fit", "known"]]));
        if (format == PredictionFormat.Table)
            output.WriteLine($"{Key(key)}  {"class".PadRight(nameWidth)}  {"probability",11}");
    }

    /// <summary>Writes a sample's best classes, best first.</summary>
    /// <param name="sample">row number or path of the sample</param>
    /// <param name="best">the classes</param>
    /// <param name="image">name of the image, or null (default)</param>
    public void Write(object sample, ReadOnlySpan<Prediction> best, string? image = null)
    {
        for (var rank = 1; rank <= best.Length; rank++)
            output.WriteLine(Line(sample, image, rank, best[rank - 1]));
    }

    private string Line(object sample, string? image, int rank, Prediction prediction) => format switch
    {
        PredictionFormat.Csv => CsvText.Line(
        [
            .. withImages ? new[] { sample, image } : [sample],
            rank, prediction.ClassName, prediction.IsUnseen ? "yes"
                : "no", (double)prediction.Score, (double)prediction.Probability,
            .. reject is { } share ? [(double)prediction.Fit!.Value, prediction.IsKnown(share) ? "yes" : "no"]
                : Array.Empty<object>(),
        ]),
        PredictionFormat.Jsonl => JsonText.OneLine(Object(sample, image, rank, prediction)),
        _ => TableLine(rank == 1 ? $"{sample}" : "", rank, prediction),
    };

    private JsonObject Object(object sample, string? image, int rank, Prediction prediction)
    {
        var line = new JsonObject { [key] = sample switch { int row => row, long row => row, _ => (string)sample } };
        if (withImages)
            line[Image] = image;
        line["rank"] = rank;
        line["class"] = prediction.ClassName;
        line["unseen"] = prediction.IsUnseen;
        line["score"] = JsonText.Number(prediction.Score);
        line["probability"] = JsonText.Number(prediction.Probability);
        if (reject is { } share)
        {
            line["fit"] = JsonText.Number(prediction.Fit!.Value);
            line["known"] = prediction.IsKnown(share);
        }

        return line;
    }

    private string TableLine(string sample, int rank, Prediction prediction)
    {
        var probability = prediction.Probability.ToString("P1", CultureInfo.InvariantCulture);
        var name = prediction.ClassName.PadRight(nameWidth);
        string[] notes =
        [
            .. reject is { } share && rank == 1 && !prediction.IsKnown(share) ? [None] : Array.Empty<string>(),
            .. prediction.IsUnseen ? [Never] : Array.Empty<string>(),
        ];
        return $"{Key(sample)}  {name}  {probability,11}  {string.Join(", ", notes)}".TrimEnd();
    }

    /// <summary>Pads the first column: numbers are aligned to the right, paths to the left.</summary>
    private string Key(string text) => key == "row" ? text.PadLeft(keyWidth) : text.PadRight(keyWidth);
}
