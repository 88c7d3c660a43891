namespace Unseen.Training;

/// <summary>The validation result for one σ and generator epoch.</summary>
/// <param name="Settings">the settings, with the best classifier epoch</param>
/// <param name="LaterH">
/// mean H over the second half of the classifier's epochs, or H of the averaged weights, in per cent. This number
/// decides between values of σ and between generator epochs. The H of the best epoch would be a poor measure, since H
/// varies by some points from epoch to epoch by chance.
/// </param>
/// <param name="LogFactor">the logarithm of the factor by which validation corrects the odds that the adjustment's rule
/// gives; not used without a rule</param>
/// <param name="Models">the bytes of each fold's model with the corrected odds. These models calibrate the final model.
/// Null if nothing is calibrated, if another result has a higher <paramref name="LaterH"/>, or if a model file cannot
/// represent the classifier</param>
internal sealed record ValidatedSettings(
    ChosenSettings Settings, double LaterH, double LogFactor, byte[][]? Models);
