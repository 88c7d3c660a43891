namespace Unseen.TestSupport;

/// <summary>The linker of native programs, which not every machine has.</summary>
internal static class NativeLinker
{
    /// <summary>Whether clang or gcc is in a folder of PATH.</summary>
    public static bool IsInstalled => Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(
        folder => File.Exists(Path.Combine(folder, "clang")) || File.Exists(Path.Combine(folder, "gcc")));
}
