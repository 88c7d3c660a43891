using Microsoft.ML.Transforms;
using Unseen.Inference;

namespace Unseen.ML;

/// <summary>
/// Predicts the class of a row from its features. Derive a class with the path of your model, and mark it with
/// <see cref="CustomMappingFactoryAttributeAttribute"/>. A saved pipeline contains the name in that attribute, but not
/// the model, so keep the model file at its path.
/// </summary>
/// <param name="path">the path of a model file, or of the folder of a run; loaded when the mapping is created</param>
public abstract class FeatureMapping(string path) : CustomMappingFactory<FeatureRow, PredictedRow>
{
    /// <summary>Loads the model and returns the mapping, which is safe to call from several threads. The mapping throws
    /// <see cref="ArgumentException"/> if a row has more or fewer features than the model takes, or a feature that is
    /// not finite or too large for finite scores.</summary>
    /// <exception cref="ModelFileException">The file cannot be read, or is not a valid model.</exception>
    public override Action<FeatureRow, PredictedRow> GetMapping()
    {
        var model = UnseenModel.Load(path);
        return (row, predicted) => predicted.Take(row.Features.Length == model.FeatureWidth
            ? model.Predict(row.Features)
            : throw new ArgumentException($"Features must be {model.FeatureWidth} numbers, as {path} takes, but were "
                + $"{row.Features.Length}."));
    }
}
