using SharpFuzz;

namespace Unseen.Fuzz;

/// <summary>Makes assemblies tell a fuzzer the branches that they take.</summary>
internal static class Instrumentation
{
    private const string Hdf5 = "PureHDF.dll"; // all that reads MATLAB v7.3 is in there

    /// <summary>The assemblies of this project in a folder, but for this one, and the reader of HDF5.</summary>
    public static IEnumerable<string> AssembliesIn(string folder) =>
        Directory.EnumerateFiles(folder, "Unseen*.dll").Where(path => Path.GetFileName(path) != "Unseen.Fuzz.dll")
            .Append(Path.Combine(folder, Hdf5)).Order();

    /// <summary>Rewrites one assembly.</summary>
    public static void Apply(string assembly) => Fuzzer.Instrument(assembly, _ => true, SharpFuzz.Options.Value);
}
