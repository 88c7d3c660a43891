using System.Globalization;
using System.Text.Json.Nodes;
using Unseen.Cli.Runs;
using Unseen.Data;
using Unseen.Inference;

namespace Unseen.Cli.Predictions;

/// <summary>Predicts row by row and writes as it goes.</summary>
internal static class PredictionWriter
{
    private const string Never = "never seen in training";

    /// <summary>Writes the best classes of every image.</summary>
    /// <param name="output">where to</param>
    /// <param name="format">how</param>
    /// <param name="model">the model</param>
    /// <param name="features">[N, D] raw features</param>
    /// <param name="top">classes an image, at least 1</param>
    /// <param name="candidates">which classes may be named</param>
    /// <param name="cancellation">ends it after a row</param>
    public static void Write(
        TextWriter output, PredictionFormat format, UnseenModel model, FeatureMatrix features, int top, CandidateClasses candidates,
        CancellationToken cancellation)
    {
        var nameWidth = Math.Max("class".Length, model.ClassNames.Max(name => name.Length));
        if (format == PredictionFormat.Csv)
            output.WriteLine(CsvText.Line("row", "rank", "class", "unseen", "score", "probability"));
        if (format == PredictionFormat.Table)
            output.WriteLine($"{"row",7}  {"class".PadRight(nameWidth)}  {"probability",11}");
        for (var row = 0; row < features.Rows; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            var best = Predict(model, features, row, top, candidates);
            for (var rank = 1; rank <= best.Length; rank++)
                output.WriteLine(Line(format, row, rank, best[rank - 1], nameWidth));
        }
    }

    private static Prediction[] Predict(UnseenModel model, FeatureMatrix features, int row, int top, CandidateClasses candidates)
    {
        try
        {
            return model.PredictTop(features.Row(row), top, candidates);
        }
        catch (ArgumentException exception)
        {
            throw new ArgumentException($"row {row}: {exception.Message}", exception);
        }
    }

    private static string Line(PredictionFormat format, int row, int rank, Prediction prediction, int nameWidth) => format switch
    {
        PredictionFormat.Csv => CsvText.Line(
            row, rank, prediction.ClassName, prediction.IsUnseen ? "yes" : "no", (double)prediction.Score, (double)prediction.Probability),
        PredictionFormat.Jsonl => JsonText.OneLine(new JsonObject
        {
            ["row"] = row,
            ["rank"] = rank,
            ["class"] = prediction.ClassName,
            ["unseen"] = prediction.IsUnseen,
            ["score"] = JsonText.Number(prediction.Score),
            ["probability"] = JsonText.Number(prediction.Probability),
        }),
        _ => TableLine(rank == 1 ? $"{row}" : "", prediction, nameWidth),
    };

    private static string TableLine(string row, Prediction prediction, int nameWidth)
    {
        var probability = prediction.Probability.ToString("P1", CultureInfo.InvariantCulture);
        return $"{row,7}  {prediction.ClassName.PadRight(nameWidth)}  {probability,11}  {(prediction.IsUnseen ? Never : "")}".TrimEnd();
    }
}
