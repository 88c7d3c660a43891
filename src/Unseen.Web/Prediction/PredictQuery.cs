using Unseen.Web.Classes;

namespace Unseen.Web.Prediction;

/// <summary>What a request wants to know about its samples.</summary>
/// <param name="Model">name of the model, null for the default</param>
/// <param name="Top">classes to name for each sample</param>
/// <param name="Nearest">photographs of training to name for each sample</param>
/// <param name="ReturnFeatures">whether the features are wanted back, for further requests without the image</param>
/// <param name="With">a class to add for this request only, or null</param>
internal sealed record PredictQuery(string? Model, int Top, int Nearest, bool ReturnFeatures, NewClass? With);
