using System.Runtime.CompilerServices;

namespace Unseen;

/// <summary>The one place for preconditions: every message says what, the rule and the actual value.</summary>
internal static class Require
{
    /// <summary>Throws unless a condition on a parameter holds.</summary>
    public static void That(bool condition, string parameter, string rule, object? actual)
    {
        if (!condition)
            throw new ArgumentException($"{parameter} must be {rule}, but was {actual ?? "null"}.", parameter);
    }

    /// <summary>Throws unless a number is finite and greater than 0.</summary>
    public static void Positive(double value, [CallerArgumentExpression(nameof(value))] string parameter = "")
        => That(double.IsFinite(value) && value > 0, parameter, "finite and greater than 0", value);
}
