using Microsoft.ML.Transforms;
using Unseen.Images;
using Unseen.Images.Backbones;
using Unseen.Inference;

namespace Unseen.ML;

/// <summary>
/// Predicts the class of a row from the path of a photograph. Derive from it as from <see cref="FeatureMapping"/>.
/// </summary>
/// <param name="folder">the folder of a run that was trained on photographs; loaded when the mapping is created</param>
public abstract class PhotographMapping(string folder) : CustomMappingFactory<PhotographRow, PredictedRow>
{
    /// <summary>
    /// Loads the model with its image models and returns the mapping, which is safe to call from several threads. The
    /// image models stay in memory as long as the mapping does. The mapping throws <see cref="ImageDataException"/> if
    /// a photograph cannot be decoded, and <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> if
    /// its file cannot be read.
    /// </summary>
    /// <exception cref="ModelFileException">The folder has no valid model.</exception>
    /// <exception cref="ImageDataException">The model was not trained on photographs, or an image model does not exist
    /// or differs from the one used in training.</exception>
    public override Action<PhotographRow, PredictedRow> GetMapping()
    {
        var model = UnseenModel.Load(folder);
        var features = ImageFeatures.CreateFor(model, folder);
        return (row, predicted) => predicted.Take(
            model.Predict(features.Extract(File.ReadAllBytes(row.ImagePath), row.ImagePath)));
    }
}
