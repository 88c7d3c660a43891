using System.Runtime.CompilerServices;

namespace Unseen;

/// <summary>Checks arguments. Every message names the argument, the rule and the actual value. Stateless and
/// thread-safe.</summary>
public static class Require
{
    /// <summary>Throws unless a condition on a parameter holds.</summary>
    /// <param name="condition">whether the rule holds</param>
    /// <param name="parameter">name of the parameter</param>
    /// <param name="rule">the rule, such as "at least 1": the message reads "PARAMETER must be RULE, but was
    /// ACTUAL."</param>
    /// <param name="actual">the value that was passed; null is written as "null"</param>
    /// <exception cref="ArgumentException"><paramref name="condition"/> is false.</exception>
    public static void That(bool condition, string parameter, string rule, object? actual)
    {
        if (!condition)
            throw Refusal(parameter, rule, actual);
    }

    /// <summary>Creates the exception of <see cref="That"/>, for checks whose rule or value takes time to
    /// compute.</summary>
    internal static ArgumentException Refusal(string parameter, string rule, object? actual) =>
        new($"{parameter} must be {rule}, but was {actual ?? "null"}.", parameter);

    /// <summary>Throws unless a number is finite and greater than 0.</summary>
    /// <param name="value">the number</param>
    /// <param name="parameter">name of the parameter, by default the expression passed as
    /// <paramref name="value"/></param>
    /// <exception cref="ArgumentException">The number is NaN, infinite, 0 or negative.</exception>
    public static void Positive(double value, [CallerArgumentExpression(nameof(value))] string parameter = "")
        => That(double.IsFinite(value) && value > 0, parameter, "finite and greater than 0", value);
}
