using SharpFuzz;

namespace Unseen.Fuzz;

/// <summary>Makes assemblies report to a fuzzer which branches they take.</summary>
internal static class Instrumentation
{
    /// <summary>Lists the assemblies of this project in a folder, except for Unseen.Fuzz itself.</summary>
    public static IEnumerable<string> AssembliesIn(string folder) =>
        Directory.EnumerateFiles(folder, "Unseen*.dll").Where(path => Path.GetFileName(path) != "Unseen.Fuzz.dll")
            .Order();

    /// <summary>Instruments one assembly in place.</summary>
    public static void Apply(string assembly) => Fuzzer.Instrument(assembly, _ => true, SharpFuzz.Options.Value);
}
