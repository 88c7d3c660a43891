using Unseen.Cli.Commands;

namespace Unseen.Cli.Tests;

public class ErrorReportTests
{
    [Fact]
    public void Write_OutOfMemory_NamesAFlagThatTheCommandHas()
    {
        var terminal = new Terminal { Output = TextWriter.Null, Error = TextWriter.Null };
        var error = new StringWriter { NewLine = "\n" };
#pragma warning disable CA2201 // the runtime's own, which a test cannot make it throw
        var exception = new OutOfMemoryException();
#pragma warning restore CA2201
        ErrorReport.Write(exception, PredictCommand.Create(terminal), error);
        ErrorReport.Write(exception, TrainCommand.Create(terminal), error);

        Assert.Equal("predict: out of memory. Close other programs.\ntrain: out of memory. Close other programs, or use a smaller --batch.\n", error.ToString().Replace("unseen ", "", StringComparison.Ordinal));
    }
}
