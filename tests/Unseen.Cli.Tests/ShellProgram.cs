namespace Unseen.Cli.Tests;

/// <summary>Writes shell scripts that stand in for other programs, such as sbatch.</summary>
internal static class ShellProgram
{
    /// <summary>Writes an executable shell script. Creates its folder if necessary.</summary>
    /// <param name="path">the file</param>
    /// <param name="script">the commands, without the line #!/bin/sh</param>
    public static void Write(string path, string script)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n".ReplaceLineEndings("\n"));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
