namespace Unseen.Training;

/// <summary>What validation found for one σ and generator epoch.</summary>
/// <param name="Settings">the settings, with the best classifier epoch</param>
/// <param name="LaterH">
/// mean H over the later half of the classifier's epochs, per cent: what σ and generator epochs are compared by. H
/// jumps by some points from epoch to epoch, so that comparing best epochs would mostly compare luck; and epochs of
/// equal number share their samples' order.
/// </param>
/// <param name="LogFactor">the logarithm of the factor by which validation corrects a rule's odds; 0 without a
/// rule</param>
internal sealed record ValidatedSettings(ChosenSettings Settings, double LaterH, double LogFactor);
