using Unseen.Evaluation;
using Unseen.Inference;

namespace Unseen.Training;

/// <summary>The outcome of training a classifier.</summary>
/// <param name="Test">metrics on the test images</param>
/// <param name="Chosen">the settings that were used</param>
/// <param name="Model">the model, or null if a model file cannot represent the classifier</param>
/// <param name="Interrupted">whether training was cancelled but the result is usable</param>
internal sealed record Outcome(GzslResult Test, ChosenSettings Chosen, UnseenModel? Model, bool Interrupted);
