using Microsoft.ML.Transforms;
using Unseen.Inference;

namespace Unseen.ML;

/// <summary>
/// Predicts the class of a row from its features. Derive from it, with the path of your model, and mark the class with
/// <see cref="CustomMappingFactoryAttributeAttribute"/>: ML.NET's file of a pipeline holds that name, and the model's
/// own file lies beside it.
/// </summary>
/// <param name="path">the path of a model file, or of the folder of a run; loaded when the mapping is made</param>
public abstract class FeatureMapping(string path) : CustomMappingFactory<FeatureRow, PredictedRow>
{
    /// <summary>Loads the model and returns the mapping, which is safe to call from several threads.</summary>
    /// <exception cref="ModelFileException">The file is not a valid model.</exception>
    public override Action<FeatureRow, PredictedRow> GetMapping()
    {
        var model = UnseenModel.Load(path);
        return (row, predicted) => predicted.Take(row.Features.Length == model.FeatureWidth
            ? model.Predict(row.Features)
            : throw new ArgumentException($"Features must be {model.FeatureWidth} numbers, as {path} takes, but were "
                + $"{row.Features.Length}."));
    }
}
