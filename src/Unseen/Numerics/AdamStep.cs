namespace Unseen.Numerics;

/// <summary>The numbers of one Adam step that all arrays share.</summary>
/// <param name="Settings">the optimiser's settings</param>
/// <param name="StepSize">learning rate over the first moment's bias correction</param>
/// <param name="SecondCorrection">square root of the second moment's bias correction</param>
/// <param name="Scale">multiplies the gradient</param>
internal readonly record struct AdamStep(AdamSettings Settings, double StepSize, double SecondCorrection, double Scale)
{
    /// <summary>Added to the root of the second moment.</summary>
    public const double Epsilon = 1e-8;
}
