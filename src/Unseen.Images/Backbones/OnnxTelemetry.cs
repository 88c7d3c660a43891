using System.Runtime.InteropServices;

namespace Unseen.Images.Backbones;

/// <summary>
/// Keeps ONNX Runtime from recording and sending usage data, which its official builds do by default.
/// </summary>
/// <remarks>
/// The API of ONNX Runtime can switch events off only after the first event was recorded. If the environment variable
/// ORT_DISABLE_TELEMETRY is 1 before the runtime starts, the runtime creates no device identifier and no database of
/// events, and starts no uploader. A value that is already set is not changed: 0 allows telemetry.
/// </remarks>
internal static partial class OnnxTelemetry
{
    private const string Variable = "ORT_DISABLE_TELEMETRY";
    private static readonly Lock _once = new();

    /// <summary>Switches telemetry off for this process. Call it before any other use of ONNX Runtime.</summary>
    /// <exception cref="InvalidOperationException">The environment variable cannot be set.</exception>
    public static void SwitchOff()
    {
        lock (_once)
        {
            if (Environment.GetEnvironmentVariable(Variable) is not null)
                return;
            // Native code reads the environment of the process. On Unix, .NET changes only its own copy of it.
            if (!OperatingSystem.IsWindows() && SetVariable(Variable, "1", overwrite: 1) != 0)
                throw new InvalidOperationException(
                    $"ONNX Runtime's telemetry cannot be switched off. Set {Variable}=1 in the environment and start "
                    + "again.");
            Environment.SetEnvironmentVariable(Variable, "1");
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
