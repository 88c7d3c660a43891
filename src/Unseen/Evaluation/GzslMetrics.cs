using Unseen.Data;

namespace Unseen.Evaluation;

/// <summary>Computes the metrics of generalized zero-shot learning from class scores. Stateless and
/// thread-safe.</summary>
/// <remarks>Xian et al., "Zero-Shot Learning: A Comprehensive Evaluation", TPAMI 2019, section 3.</remarks>
public static class GzslMetrics
{
    /// <summary>Predicts the class with the largest score for every image, and evaluates these predictions. Of equal
    /// scores, the class with the lower index wins.</summary>
    /// <param name="scores">[M, C] class scores of the test images, larger is more probable</param>
    /// <param name="labels">[M] 0-based true classes; the true class decides whether an image counts for U or for
    /// S</param>
    /// <param name="isSeen">[C] which classes are seen</param>
    /// <param name="gamma">constant subtracted from seen scores before the prediction, default 0; AUSUC does not depend
    /// on it</param>
    /// <exception cref="ArgumentException">The shapes do not match, a label is out of range, or a score is
    /// NaN.</exception>
    public static GzslResult Evaluate(
        FeatureMatrix scores, ReadOnlySpan<int> labels, ReadOnlySpan<bool> isSeen, double gamma = 0)
    {
        RequireShapes(scores, labels, isSeen);
        var classes = scores.Columns;
        var confusion = new int[classes][];
        for (var c = 0; c < classes; c++)
            confusion[c] = new int[classes];
        var counts = new int[classes];
        var hitsAmongUnseen = new int[classes];
        for (var i = 0; i < labels.Length; i++)
        {
            var truth = labels[i];
            Require.That(truth >= 0 && truth < classes, nameof(labels), $"from 0 to {classes - 1}", truth);
            Require.That(!HasNaN(scores.Row(i)), nameof(scores), "numbers", "NaN for an image");
            var best = GroupBest.Find(scores.Row(i), isSeen);
            counts[truth]++;
            confusion[truth][best.Predict(gamma)]++;
            if (best.Unseen == truth)
                hitsAmongUnseen[truth]++;
        }

        var perClass = new double[classes];
        for (var c = 0; c < classes; c++)
            perClass[c] = counts[c] == 0 ? double.NaN : 100.0 * confusion[c][c] / counts[c];
        return new GzslResult
        {
            U = MeanOver(isSeen, counts, seen: false, c => perClass[c]),
            S = MeanOver(isSeen, counts, seen: true, c => perClass[c]),
            T1 = MeanOver(isSeen, counts, seen: false, c => 100.0 * hitsAmongUnseen[c] / counts[c]),
            Ausuc = SeenUnseenCurve.Trace(scores, labels, isSeen).Area,
            PerClassAccuracy = perClass,
            TestCounts = counts,
            Confusion = confusion,
        };
    }

    /// <summary>Throws if there is not one label for each row and one flag for each column of scores.</summary>
    /// <exception cref="ArgumentException">The shapes do not match.</exception>
    internal static void RequireShapes(FeatureMatrix scores, ReadOnlySpan<int> labels, ReadOnlySpan<bool> isSeen)
    {
        ArgumentNullException.ThrowIfNull(scores);
        Require.That(scores.Rows == labels.Length, nameof(labels), $"of length {scores.Rows}, one per row of scores",
            labels.Length);
        Require.That(scores.Columns == isSeen.Length, nameof(isSeen),
            $"of length {scores.Columns}, one per column of scores", isSeen.Length);
    }

    /// <summary>Computes only the U and S of <see cref="Evaluate"/>.</summary>
    /// <param name="scores">[M, C] class scores of the test images, larger is more probable</param>
    /// <param name="labels">[M] 0-based true classes</param>
    /// <param name="isSeen">[C] which classes are seen</param>
    /// <param name="gamma">constant subtracted from seen scores before the prediction</param>
    internal static SeenUnseenPoint Accuracy(
        FeatureMatrix scores, ReadOnlySpan<int> labels, ReadOnlySpan<bool> isSeen, double gamma)
    {
        var (counts, hits) = (new int[scores.Columns], new int[scores.Columns]);
        for (var i = 0; i < labels.Length; i++)
        {
            counts[labels[i]]++;
            hits[labels[i]] += GroupBest.Find(scores.Row(i), isSeen).Predict(gamma) == labels[i] ? 1 : 0;
        }

        double Accuracy(int c) => 100.0 * hits[c] / counts[c];
        return new SeenUnseenPoint(gamma, MeanOver(isSeen, counts, seen: false, Accuracy),
            MeanOver(isSeen, counts, seen: true, Accuracy));
    }

    private static double MeanOver(ReadOnlySpan<bool> isSeen, int[] counts, bool seen, Func<int, double> accuracy)
    {
        double sum = 0;
        var classes = 0;
        for (var c = 0; c < counts.Length; c++)
        {
            if (isSeen[c] != seen || counts[c] == 0)
                continue;
            sum += accuracy(c);
            classes++;
        }

        return classes == 0 ? double.NaN : sum / classes;
    }

    private static bool HasNaN(ReadOnlySpan<float> row)
    {
        foreach (var score in row)
            if (float.IsNaN(score))
                return true;
        return false;
    }
}
