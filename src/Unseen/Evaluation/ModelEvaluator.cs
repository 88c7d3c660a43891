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
        ForEach(dataset, rows, i => model.Score(dataset.Features.Row(rows[i]), scores.WritableRow(i)));
        return GzslMetrics.Evaluate(scores, Array.ConvertAll(rows, row => dataset.Labels[row]), [.. model.IsSeen]);
    }

    /// <summary>Measures how well the probabilities of a model are calibrated, on the test images of seen and unseen
    /// classes.</summary>
    /// <param name="model">a model trained on these classes</param>
    /// <param name="dataset">the dataset, with unscaled features</param>
    /// <exception cref="UnseenDataException">The same as for <see cref="Evaluate"/>.</exception>
    public static Reliability MeasureReliability(UnseenModel model, GzslDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dataset);
        RequireSameClasses(model, dataset);
        int[] rows = [.. dataset.Split.TestSeen, .. dataset.Split.TestUnseen];
        var predictions = new Prediction[rows.Length];
        ForEach(dataset, rows, i => predictions[i] = model.Predict(dataset.Features.Row(rows[i])));
        return Reliability.Create(predictions.Zip(rows,
            (prediction, row) => (prediction, prediction.ClassIndex == dataset.Labels[row])));
    }

    /// <summary>Calls an action for every image, on all cores. The action throws an <see cref="ArgumentException"/> if
    /// the features are not finite or too large.</summary>
    /// <exception cref="UnseenDataException">The action threw an <see cref="ArgumentException"/>.</exception>
    private static void ForEach(GzslDataset dataset, int[] rows, Action<int> act)
    {
        var unusable = int.MaxValue;
        var gate = new Lock();
        Parallel.For(0, rows.Length, i =>
        {
            try
            {
                act(i);
            }
            catch (ArgumentException)
            {
                lock (gate)
                    unusable = Math.Min(unusable, rows[i]);
            }
        });
        if (unusable < int.MaxValue)
            throw new UnseenDataException(
                dataset.Name, $"the features of image {unusable} are not finite, or too large for finite scores.");
    }

    private static void RequireSameClasses(UnseenModel model, GzslDataset dataset)
    {
        if (dataset.ClassNames.Length != model.ClassNames.Count)
            throw new UnseenDataException(dataset.Name,
                $"the dataset has {dataset.ClassNames.Length} classes, and the model {model.ClassNames.Count}. "
                    + "Evaluate the model on a dataset with the same classes.");
        var seen = dataset.SeenClasses.ToHashSet();
        for (var label = 0; label < dataset.ClassNames.Length; label++)
        {
            if (dataset.ClassNames[label] != model.ClassNames[label])
                throw new UnseenDataException(dataset.Name,
                    $"class {label} is '{dataset.ClassNames[label]}' in the dataset and "
                        + $"'{model.ClassNames[label]}' in the model. Evaluate the model on a dataset with the same "
                        + "classes in the same order.");
            if (seen.Contains(label) != model.IsSeen[label])
                throw new UnseenDataException(dataset.Name,
                    $"class '{dataset.ClassNames[label]}' is {GetGroup(seen.Contains(label))} in the dataset and "
                        + $"{GetGroup(model.IsSeen[label])} in the model. Evaluate the model on the split that it was "
                        + "trained on.");
        }

        if (dataset.Features.Columns != model.FeatureWidth)
            throw new UnseenDataException(dataset.Name,
                $"the dataset has {dataset.Features.Columns} features, and the model takes {model.FeatureWidth}. "
                    + "Choose the features file with --features.");
    }

    private static string GetGroup(bool isSeen) => isSeen ? "seen" : "unseen";
}
