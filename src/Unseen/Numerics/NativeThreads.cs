using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Unseen.Numerics;

/// <summary>Keeps libtorch's threads from slowing down .NET's threads on the same cores.</summary>
/// <remarks>
/// Between two matrix products, libtorch's OpenMP threads (libgomp) spin for milliseconds on cores that this assembly's
/// own loops need. A short spin is enough to wait for the next product. libgomp reads GOMP_SPINCOUNT once, when it is
/// loaded. Setting this variable has no effect if the program has loaded libtorch earlier.
/// </remarks>
internal static partial class NativeThreads
{
    private const string SpinCount = "GOMP_SPINCOUNT";
    private const string WaitPolicy = "OMP_WAIT_POLICY";

    /// <summary>On Linux, sets a short spin time unless the user has set GOMP_SPINCOUNT or OMP_WAIT_POLICY. Runs before
    /// any other code of this assembly, and thus before that code loads libtorch.</summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification =
        "The variable must be set before libtorch is loaded, whichever type of this assembly is used first.")]
    internal static void ShortenSpin()
    {
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable(SpinCount) is null
            && Environment.GetEnvironmentVariable(WaitPolicy) is null)
            // native code does not see variables set by Environment.SetEnvironmentVariable
            SetNativeVariable(SpinCount, "2000", overwrite: 0);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetNativeVariable(string name, string value, int overwrite);
}
