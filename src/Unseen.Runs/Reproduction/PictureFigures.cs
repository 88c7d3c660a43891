using Unseen.Experiments;
using Unseen.Runs.Reports.Figures;

namespace Unseen.Runs.Reproduction;

/// <summary>Creates the plots of <see cref="ClassPictures"/>.</summary>
internal static class PictureFigures
{
    /// <summary>Creates the figures with their captions.</summary>
    public static IEnumerable<(Figure Figure, string Caption)> Create(ClassPictures pictures)
    {
        var groups = pictures.Places.GroupBy(place => (place.Class, place.IsReal)).OrderBy(group => group.Key.Class)
            .ThenBy(group => !group.Key.IsReal).Select(group => (
            new FigureSeries(group.Key.IsReal ? pictures.UnseenClasses[group.Key.Class]
                : "", [.. group.Select(place => new FigurePoint(place.X, place.Y))]),
            group.Key.Class, !group.Key.IsReal));
        yield return (
            new ScatterFigure("t-SNE of real and generated features", "first dimension", "second dimension",
                [.. groups])
            { Height = 560 },
            "Unseen classes. Filled: features of test images. Hollow: features generated from descriptions alone. "
                + "Distances between groups that lie far apart mean little in t-SNE.");
        yield return HeatMap(
            "Synthetic against real unseen classes", "real class", "synthetic class", pictures.SyntheticToReal,
                "cosine", pictures.UnseenClasses,
            "Cosine of class centres. Where the diagonal is dark, generated features are far from real ones.");
        yield return HeatMap(
            "Training against test images, seen classes", "test class", "training class", pictures.TrainToTest,
                "cosine", [],
            "Cosine of class centres. With a perfect generator, the figure before this one would look like this.");
        var note = $"Rows are true classes, the first {pictures.SeenClasses} seen and the others unseen; colours are "
            + "shares of a class's test images.";
        yield return HeatMap("Confusion before ZLA", "recognised as", "true class", pictures.ConfusionBefore, "share",
            [], note);
        yield return HeatMap("Confusion after ZLA", "recognised as", "true class", pictures.ConfusionAfter, "share",
            [], note);
    }

    private static (Figure Figure, string Caption) HeatMap(
        string title, string xLabel, string yLabel, double[][] rows, string valueLabel, IReadOnlyList<string> names,
            string caption)
    {
        var values = new double[rows.Length, rows.Length == 0 ? 0 : rows[0].Length];
        for (var i = 0; i < rows.Length; i++)
            for (var j = 0; j < rows[i].Length; j++)
                values[i, j] = rows[i][j];
        return (new HeatMapFigure(title, xLabel, yLabel, values)
        {
            ValueLabel = valueLabel,
            Rows = names,
            Columns = names,
            Width = 720,
            Height = 620
        }, $"{title}. {caption}");
    }
}
