using System.CommandLine;

namespace Unseen.Cli.Tests.Help;

public sealed class ErrorReportTests
{
    [Fact]
    public void Write_NativeLibraryMissing_SaysWhatToDoInOneLine()
    {
        var cause = new DllNotFoundException(
            "Unable to load shared library 'LibTorchSharp' or one of its dependencies.\nTrace of the loader\n");
        var error = new StringWriter { NewLine = "\n" };

        var exitCode = ErrorReport.Write(new TypeInitializationException("TorchSharp.torch", cause), new Command("unseen"), error);

        Assert.Equal(ExitCode.BadInput, exitCode);
        Assert.Equal(
            "unseen: libtorch could not be loaded (Unable to load shared library 'LibTorchSharp' or one of its dependencies)."
                + " Reinstall unseen for this platform.\n",
            error.ToString());
    }

    [Fact]
    public void Write_Unexpected_HasNoStackTrace()
    {
        var error = new StringWriter { NewLine = "\n" };

        Assert.Equal(ExitCode.BadInput, ErrorReport.Write(new InvalidOperationException("broken."), new Command("unseen"), error));
        Assert.Equal("unseen: unexpected InvalidOperationException: broken. Set UNSEEN_DEBUG=1 for details.\n", error.ToString());
    }
}
