using Unseen.Data;
using Unseen.Inference;

namespace Unseen.Evaluation;

/// <summary>Evaluates a model on a dataset's test images, without libtorch. Stateless and thread-safe.</summary>
public static class ModelEvaluator
{
    /// <summary>
    /// Evaluates a model on the test images of seen and unseen classes, with all classes as candidates. The model
    /// itself contains γ and the feature scaling.
    /// </summary>
    /// <param name="model">a model trained on these classes</param>
    /// <param name="dataset">the dataset, with unscaled features</param>
    /// <returns>U, S, H, T1, AUSUC and the accuracy of every class</returns>
    /// <exception cref="UnseenDataException">The dataset's classes, seen classes or feature width differ from the
    /// model's, or some features are not finite or too large for finite scores.</exception>
    public static GzslResult Evaluate(UnseenModel model, GzslDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dataset);
        RequireSameClasses(model, dataset);
        int[] rows = [.. dataset.Split.TestSeen, .. dataset.Split.TestUnseen];
        var classes = model.ClassNames.Count;
        var scores = new FeatureMatrix(new float[(long)rows.Length * classes], rows.Length, classes); // [M, C]
        var unusable = int.MaxValue;
        var gate = new Lock();
        Parallel.For(0, rows.Length, i =>
        {
            try
            {
                model.Score(dataset.Features.Row(rows[i]), scores.WritableRow(i));
            }
            catch (ArgumentException)
            {
                lock (gate)
                    unusable = Math.Min(unusable, rows[i]);
            }
        });
        if (unusable < int.MaxValue)
            throw new UnseenDataException(dataset.Name, $"features of image {unusable}",
                "finite, and small enough for finite scores", "not");
        return GzslMetrics.Evaluate(scores, Array.ConvertAll(rows, row => dataset.Labels[row]), [.. model.IsSeen]);
    }

    private static void RequireSameClasses(UnseenModel model, GzslDataset dataset)
    {
        if (dataset.ClassNames.Length != model.ClassNames.Count)
            throw new UnseenDataException(dataset.Name, "number of classes", $"{model.ClassNames.Count}, the model's",
                dataset.ClassNames.Length);
        var seen = dataset.SeenClasses.ToHashSet();
        for (var label = 0; label < dataset.ClassNames.Length; label++)
        {
            if (dataset.ClassNames[label] != model.ClassNames[label])
                throw new UnseenDataException(
                    dataset.Name, $"class {label}", $"'{model.ClassNames[label]}', the model's",
                        $"'{dataset.ClassNames[label]}'");
            if (seen.Contains(label) != model.IsSeen[label])
                throw new UnseenDataException(
                    dataset.Name, $"class '{dataset.ClassNames[label]}'",
                        $"{GroupOf(model.IsSeen[label])}, as for the model",
                    GroupOf(seen.Contains(label)));
        }

        if (dataset.Features.Columns != model.FeatureWidth)
            throw new UnseenDataException(dataset.Name, "feature width", $"{model.FeatureWidth}, the model's",
                dataset.Features.Columns);
    }

    private static string GroupOf(bool isSeen) => isSeen ? "seen" : "unseen";
}
