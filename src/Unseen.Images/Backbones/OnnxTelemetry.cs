using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Unseen.Images.Backbones;

/// <summary>
/// Keeps ONNX Runtime from recording and sending usage data, which its official builds do by default. Its build for
/// Windows does not read the environment variable; there, the API switches off the events after the first one.
/// </summary>
/// <remarks>
/// The API of ONNX Runtime can switch events off only after the first event has been recorded. If the environment
/// variable ORT_DISABLE_TELEMETRY is 1 before the runtime starts, the runtime creates no device identifier and no
/// database of events, and starts no uploader. An existing value is kept, so that users can allow telemetry with 0.
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
            if (OperatingSystem.IsWindows())
                OrtEnv.Instance().DisableTelemetryEvents();
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
