namespace Unseen.Training;

/// <summary>The validation result for one σ and generator epoch.</summary>
/// <param name="Settings">the settings, with the best classifier epoch</param>
/// <param name="LaterH">
/// mean H over the second half of the classifier's epochs, per cent, by which σ and generator epochs are compared. H
/// varies by some points from epoch to epoch, so that a comparison of the best epochs would mostly compare chance.
/// Epochs of the same number have the same order of samples.
/// </param>
/// <param name="LogFactor">the logarithm of the factor by which validation corrects a rule's odds; 0 without a
/// rule</param>
/// <param name="Models">the bytes of each fold's model, with the corrected odds, to calibrate the final model by; null
/// if nothing is calibrated, a better result is known, or a model file cannot represent the classifier</param>
internal sealed record ValidatedSettings(
    ChosenSettings Settings, double LaterH, double LogFactor, byte[][]? Models);
