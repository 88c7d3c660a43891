using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Unseen.Numerics;

/// <summary>Makes libtorch's threads and .NET's get along on the same cores.</summary>
/// <remarks>
/// Between two products, libtorch's OpenMP threads (libgomp) spin for milliseconds, waiting for more work, on the cores
/// that this assembly's own loops then need. A short spin is enough to catch the next product. libgomp reads the
/// setting once, when it is loaded; a setting of the user's is left alone.
/// </remarks>
internal static partial class NativeThreads
{
    private const string SpinCount = "GOMP_SPINCOUNT";
    private const string WaitPolicy = "OMP_WAIT_POLICY";

    /// <summary>Runs before anything else in this assembly, and so before anything here loads libtorch.</summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification =
        "The setting must be there before libtorch is, whichever type of the library is used first.")]
    internal static void ShortenSpin()
    {
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable(SpinCount) is null
            && Environment.GetEnvironmentVariable(WaitPolicy) is null)
            // .NET's own SetEnvironmentVariable does not reach native code
            SetNativeVariable(SpinCount, "2000", overwrite: 0);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetNativeVariable(string name, string value, int overwrite);
}
