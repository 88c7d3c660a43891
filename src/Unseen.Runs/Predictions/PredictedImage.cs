using Unseen.Inference;

namespace Unseen.Runs.Predictions;

/// <summary>The prediction for one image.</summary>
/// <param name="Name">path of the photograph, or number of the row of features, from 0</param>
/// <param name="Classes">the likeliest classes, best first; empty if there is a problem</param>
/// <param name="Problem">why the image was skipped, or null</param>
public sealed record PredictedImage(string Name, IReadOnlyList<Prediction> Classes, string? Problem = null);
