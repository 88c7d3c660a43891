using System.Runtime.InteropServices;
using System.Text;
using Unseen.Cli;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
using var cancellation = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, CancelOnce);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, CancelOnce);
return await UnseenCommand.RunAsync(args, Terminal.OfProcess(cancellation.Token));

// The first signal asks for an orderly end; the second one ends the process at once.
void CancelOnce(PosixSignalContext context)
{
    context.Cancel = !cancellation.IsCancellationRequested;
    cancellation.Cancel();
}
