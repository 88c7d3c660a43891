namespace Unseen.Training;

/// <summary>The validation result for one σ and generator epoch.</summary>
/// <param name="Settings">the settings, with the best classifier epoch</param>
/// <param name="LaterH">
/// mean H over the second half of the classifier's epochs, or H of the averaged weights, per cent. σ and generator
/// epochs are compared by it. H varies by some points from epoch to epoch, so a comparison of the best epochs would
/// mostly compare chance.
/// </param>
/// <param name="LogFactor">the logarithm of the factor by which validation corrects the odds of a rule; not used
/// without a rule</param>
/// <param name="Models">the bytes of each fold's model with the corrected odds, by which the final model is calibrated;
/// null if nothing is calibrated, if there is a better result, or if a model file cannot represent the
/// classifier</param>
internal sealed record ValidatedSettings(
    ChosenSettings Settings, double LaterH, double LogFactor, byte[][]? Models);
