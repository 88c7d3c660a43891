using System.Runtime.InteropServices;
using System.Text;
using Unseen.Cli;
using Unseen.Cli.Screens;
using Unseen.Runs;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
using var cancellation = new CancellationTokenSource();
var requests = new EndRequests(TimeProvider.System);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, CancelOnce);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, CancelOnce);
ParentPipe.Watch(cancellation);
return await UnseenCommand.RunAsync(args, Terminal.OfProcess(cancellation.Token));

// The first signal asks for an orderly end; the second one, unless it is the first one's echo, ends the process at
// once.
void CancelOnce(PosixSignalContext context)
{
    context.Cancel = !requests.IsAgain();
    cancellation.Cancel();
}
