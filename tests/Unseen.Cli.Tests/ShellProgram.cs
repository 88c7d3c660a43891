namespace Unseen.Cli.Tests;

/// <summary>Writes shell scripts that take the place of programs.</summary>
internal static class ShellProgram
{
    /// <summary>Writes an executable script; its folder is created if necessary.</summary>
    public static void Write(string path, string script)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n".ReplaceLineEndings("\n"));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
