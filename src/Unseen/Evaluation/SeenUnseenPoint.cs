namespace Unseen.Evaluation;

/// <summary>One point of the seen-unseen curve.</summary>
/// <param name="Gamma">the constant subtracted from seen scores</param>
/// <param name="U">mean per-class accuracy on unseen classes, per cent</param>
/// <param name="S">mean per-class accuracy on seen classes, per cent</param>
public readonly record struct SeenUnseenPoint(double Gamma, double U, double S)
{
    /// <summary>Harmonic mean of U and S, 0 if both are 0.</summary>
    public double H => U + S == 0 ? 0 : 2 * U * S / (U + S);
}
