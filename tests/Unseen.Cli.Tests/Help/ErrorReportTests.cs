using System.CommandLine;
using System.Runtime.InteropServices;
using Unseen.Cli.Commands;
using Unseen.Cli.Flags;
using Unseen.Cli.Screens;
using Unseen.Runs;

namespace Unseen.Cli.Tests.Help;

public sealed class ErrorReportTests
{
    [Theory]
    [InlineData("TorchSharp.torch", "LibTorchSharp")]
    [InlineData("Microsoft.ML.OnnxRuntime.NativeMethods", "onnxruntime")]
    public void Write_NativeLibraryMissing_AdvisesToReinstallInOneLine(string type, string library)
    {
        var cause = new DllNotFoundException(
            $"Unable to load shared library '{library}' or one of its dependencies.\nTrace of the loader\n");
        var error = new StringWriter { NewLine = "\n" };

        var exitCode = ErrorReport.Write(new TypeInitializationException(type, cause), new Command("unseen"), error);

        Assert.Equal(ExitCode.BadInput, exitCode);
        Assert.Equal($"unseen: a native library could not be loaded (Unable to load shared library '{library}' or one "
            + "of its dependencies). Reinstall unseen for this platform.\n", error.ToString());
    }

    [Theory]
    [InlineData("[enforce fail at alloc_cpu.cpp:121] err == 0. DefaultCPUAllocator: can't allocate memory: you tried "
        + "to allocate 1 bytes.\nframe #0: c10")]
    [InlineData("CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 15.77 GiB")]
    public void Write_LibTorchOutOfMemory_AdvisesToCloseOtherPrograms(string message)
    {
        var error = new StringWriter { NewLine = "\n" };

        Assert.Equal(ExitCode.BadInput, ErrorReport.Write(new NativeException(message), new Command("unseen"), error));
        Assert.Equal("unseen: out of memory. Close other programs.\n", error.ToString());
    }

    [Fact]
    public void Write_OutOfMemory_NamesAFlagThatTheCommandHas()
    {
        var terminal = new Terminal { Output = TextWriter.Null, Error = TextWriter.Null };
        var error = new StringWriter { NewLine = "\n" };
#pragma warning disable CA2201 // OutOfMemoryException is reserved for the runtime, but the test needs an instance
        var exception = new OutOfMemoryException();
#pragma warning restore CA2201
        ErrorReport.Write(exception, PredictCommand.Create(terminal), error);
        ErrorReport.Write(exception, TrainCommand.Create(terminal, TrainingFlags.BuiltIn), error);
        ErrorReport.Write(exception, ReproduceCommand.Create(terminal, TrainingFlags.BuiltIn), error);

        Assert.Equal(
            "predict: out of memory. Close other programs.\ntrain: out of memory. Close other programs, or use a "
            + "smaller --batch.\nreproduce: out of memory. Close other programs, or use a smaller --batch.\n", error.ToString().Replace("unseen ", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Write_UnexpectedException_HasNoStackTrace()
    {
        var error = new StringWriter { NewLine = "\n" };

        Assert.Equal(ExitCode.Fault, ErrorReport.Write(
            new InvalidOperationException("broken."), new Command("unseen"), error));
        Assert.Equal("unseen: this is a bug in unseen, not an error in your input (InvalidOperationException: broken). "
            + "Please report it in the project's issue tracker, with what the same command prints under "
                + "UNSEEN_DEBUG=1.\n", error.ToString());
    }

    /// <summary>An <see cref="ExternalException"/>, like those that TorchSharp throws for errors of libtorch.</summary>
    private sealed class NativeException(string message) : ExternalException(message);
}
