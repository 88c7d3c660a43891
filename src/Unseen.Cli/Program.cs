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
return await UnseenCommand.RunAsync(args, Terminal.CreateForProcess(cancellation.Token));

// The first signal requests an orderly shutdown. A second signal ends the process at once, unless it arrives so soon
// that it only repeats the first (see EndRequests).
void CancelOnce(PosixSignalContext context)
{
    context.Cancel = !requests.Register();
    cancellation.Cancel();
}
