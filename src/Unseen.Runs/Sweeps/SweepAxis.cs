using Unseen.Training;

namespace Unseen.Runs.Sweeps;

/// <summary>An option that a sweep varies.</summary>
/// <param name="Setting">the option</param>
/// <param name="Values">the values to try as text; empty if there is a range</param>
/// <param name="Range">the range to draw values from, or null</param>
public sealed record SweepAxis(RunSetting Setting, IReadOnlyList<string> Values, SweepRange? Range)
{
    /// <summary>Draws a random value, as text.</summary>
    public string Draw(Random random) => Range?.Draw(random) ?? Values[random.Next(Values.Count)];
}
