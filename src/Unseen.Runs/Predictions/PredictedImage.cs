using Unseen.Inference;

namespace Unseen.Runs.Predictions;

/// <summary>The prediction for one image.</summary>
/// <param name="Name">path of the photograph, or 0-based index of the row of features</param>
/// <param name="Classes">the most probable classes, best first; empty if there is a problem</param>
/// <param name="Problem">reason why the image was skipped, or null (default)</param>
public sealed record PredictedImage(string Name, IReadOnlyList<Prediction> Classes, string? Problem = null);
