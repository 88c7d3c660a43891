using Unseen.Data;

namespace Unseen.Evaluation;

/// <summary>The seen-unseen curve: S against U as a constant γ, which is subtracted from seen scores, goes from -∞ to
/// +∞. Immutable and thread-safe.</summary>
/// <remarks>Chao, Changpinyo, Gong, Sha: "An Empirical Study and Analysis of Generalized Zero-Shot Learning", ECCV
/// 2016.</remarks>
public sealed class SeenUnseenCurve
{
    private SeenUnseenCurve(List<SeenUnseenPoint> points) => Points = points;

    /// <summary>The points of the curve from U = 0 to the largest U, one for each division of the images into those
    /// predicted as seen and those predicted as unseen.</summary>
    public IReadOnlyList<SeenUnseenPoint> Points { get; }

    /// <summary>The area under S over U (AUSUC) by the trapezoid rule, with both as fractions, from 0 to 1; NaN if only
    /// one group has images.</summary>
    public double Area
    {
        get
        {
            double area = 0;
            for (var i = 1; i < Points.Count; i++)
                area += (Points[i].U - Points[i - 1].U) * (Points[i].S + Points[i - 1].S) / 2;
            return area / 10_000;
        }
    }

    /// <summary>The point with the largest harmonic mean; the first such point if there are several. Calibrated
    /// stacking uses the γ of this point on the curve of validation images.</summary>
    public SeenUnseenPoint Best => Points.MaxBy(point => point.H);

    /// <summary>The γ of <see cref="Best"/>; null if only seen or only unseen classes have images, because H is then
    /// NaN.</summary>
    internal double? BestGamma => Best is var best && double.IsNaN(best.H) ? null : best.Gamma;

    /// <summary>Computes the exact curve from the differences between each image's best seen and best unseen
    /// score.</summary>
    /// <param name="scores">[M, C] class scores</param>
    /// <param name="labels">[M] 0-based true classes, each less than C</param>
    /// <param name="isSeen">[C] which classes are seen</param>
    /// <exception cref="ArgumentException">The shapes do not match.</exception>
    public static SeenUnseenCurve Trace(FeatureMatrix scores, ReadOnlySpan<int> labels, ReadOnlySpan<bool> isSeen)
    {
        GzslMetrics.RequireShapes(scores, labels, isSeen);
        var counts = new int[scores.Columns];
        foreach (var label in labels)
            counts[label]++;
        double seenClasses = 0, unseenClasses = 0;
        for (var c = 0; c < counts.Length; c++)
        {
            seenClasses += isSeen[c] && counts[c] > 0 ? 1 : 0;
            unseenClasses += !isSeen[c] && counts[c] > 0 ? 1 : 0;
        }

        // At first every image is predicted as seen. Image i changes to its best unseen class when γ exceeds its
        // margin.
        var turns = new (double Margin, double LossOfS, double GainOfU)[labels.Length];
        double s = seenClasses == 0 ? double.NaN : 0, u = unseenClasses == 0 ? double.NaN : 0;
        for (var i = 0; i < turns.Length; i++)
        {
            var best = GroupBest.Find(scores.Row(i), isSeen);
            var truth = labels[i];
            var seenWeight = isSeen[truth] && best.Seen == truth ? 100 / (seenClasses * counts[truth]) : 0;
            var unseenWeight = !isSeen[truth] && best.Unseen == truth ? 100 / (unseenClasses * counts[truth]) : 0;
            s += seenWeight;
            turns[i] = (best.Margin, seenWeight, unseenWeight);
        }

        Array.Sort(turns, (a, b) => a.Margin.CompareTo(b.Margin));
        var points = new List<SeenUnseenPoint> { new(turns.Length == 0 ? 0 : turns[0].Margin - 1, u, s) };
        for (var i = 0; i < turns.Length; i++)
        {
            s = Math.Max(0, s - turns[i].LossOfS); // rounding errors must not make the accuracy negative
            u += turns[i].GainOfU;
            if (i + 1 == turns.Length)
                points.Add(new SeenUnseenPoint(turns[i].Margin + 1, u, s));
            else if (turns[i].Margin < turns[i + 1].Margin)
                points.Add(new SeenUnseenPoint((turns[i].Margin + turns[i + 1].Margin) / 2, u, s));
        }

        return new SeenUnseenCurve(points);
    }
}
