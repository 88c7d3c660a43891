namespace Unseen.Runs;

/// <summary>Thrown if the command line or a configuration file is not valid. The message is one line.</summary>
public sealed class UsageException(string message, Exception? inner = null) : InputException(message, inner)
{
    /// <summary>Creates the exception for two options that exclude each other.</summary>
    /// <param name="option">the first option</param>
    /// <param name="other">the second option</param>
    public static UsageException Together(string option, string other) =>
        new($"{option} and {other} cannot be combined. Leave one out.");

    /// <summary>Creates the exception for an option that is given without another option that it needs.</summary>
    /// <param name="option">the option</param>
    /// <param name="needed">the option that it needs, in words</param>
    public static UsageException Needs(string option, string needed) => new($"{option} needs {needed}.");
}
