namespace Unseen.Runs.Folders;

/// <summary>A file that a command writes.</summary>
public static class OutputFile
{
    /// <summary>Requires that an output replaces no input, directly or through symbolic links.</summary>
    /// <param name="option">the name of the option for the output, such as "--out"</param>
    /// <param name="output">path of the output</param>
    /// <param name="inputs">paths of the inputs</param>
    /// <exception cref="UsageException">The output would replace an input.</exception>
    public static void RequireOther(string option, string output, IEnumerable<string> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var folder = Path.GetDirectoryName(Path.GetFullPath(output));
        var place = folder is null ? output : Path.Combine(RealPath.Of(folder), Path.GetFileName(output));
        foreach (var input in inputs)
            if (RealPath.Places(input).Contains(place, RealPath.Comparer))
                throw new UsageException(
                    $"{option} would replace {input}, which the command reads. Name another file.");
    }
}
