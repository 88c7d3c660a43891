namespace Unseen.Numerics;

/// <summary>The coefficients of Adam's update of one array in one step.</summary>
/// <param name="Settings">the optimiser's settings</param>
/// <param name="StepSize">learning rate divided by the bias correction of the first moment</param>
/// <param name="SecondCorrection">square root of the bias correction of the second moment</param>
/// <param name="Scale">factor of the gradient</param>
internal readonly record struct AdamStep(AdamSettings Settings, double StepSize, double SecondCorrection, double Scale)
{
    /// <summary>The constant added to the square root of the second moment.</summary>
    public const double Epsilon = 1e-8;
}
