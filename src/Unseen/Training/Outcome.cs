using Unseen.Evaluation;
using Unseen.Inference;

namespace Unseen.Training;

/// <summary>What a trained classifier came to.</summary>
/// <param name="Test">scores on the test images</param>
/// <param name="Chosen">the settings behind them</param>
/// <param name="Model">the model, or null where the classifier has none</param>
/// <param name="Interrupted">whether training was cancelled, but is of use</param>
internal sealed record Outcome(GzslResult Test, ChosenSettings Chosen, UnseenModel? Model, bool Interrupted);
