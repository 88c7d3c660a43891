namespace Unseen.Runs.Folders;

/// <summary>A file that a command writes.</summary>
public static class OutputFile
{
    /// <summary>Requires that the folder of an output exists, and that the output is not a folder and replaces no
    /// input, directly or through symbolic links.</summary>
    /// <param name="option">the name of the option for the output, such as "--out"</param>
    /// <param name="output">path of the output, or null for the default, which replaces no input</param>
    /// <param name="inputs">paths of the inputs; null for an input that the command line does not name</param>
    /// <exception cref="UsageException">The folder of the output does not exist, the output is a folder, a device or a
    /// pipe, or it would replace an input.</exception>
    public static void RequireOther(string option, string? output, params IEnumerable<string?> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (string.IsNullOrEmpty(output))
            return;
        var folder = Path.GetDirectoryName(Path.GetFullPath(output));
        if (folder is not null && !Directory.Exists(folder))
            throw new UsageException($"{option} {output}: the folder {folder} does not exist. Create it first.");
        if (Directory.Exists(output))
            throw new UsageException($"{option} must be a file, but {output} is a folder.");
        if (IsDeviceOrPipe(output))
            throw new UsageException($"{option} must be a file, but {output} is a device or a pipe. Name a file.");
        var place = folder is null ? output : Path.Combine(RealPath.Resolve(folder), Path.GetFileName(output));
        foreach (var input in inputs)
            if (!string.IsNullOrEmpty(input) && RealPath.Places(input).Contains(place, RealPath.Comparer))
                throw new UsageException(
                    $"{option} would replace {input}, which the command reads. Name another file.");
    }

    /// <summary>Determines whether a path is a device or a pipe. Writing a file would replace it.</summary>
    private static bool IsDeviceOrPipe(string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path))
            return false;
        var real = RealPath.Resolve(path);
        if (real.StartsWith("/dev/", StringComparison.Ordinal)
            && !real.StartsWith("/dev/shm/", StringComparison.Ordinal))
            return true; // /dev/shm contains ordinary files
        try
        {
            // With read access alone, opening a pipe would wait for a process that writes to it.
            using var file = File.OpenHandle(
                path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.GetLength(file);
            return false;
        }
        catch (NotSupportedException) // no length
        {
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // writing reports what is wrong
        }
    }
}
