using System.Runtime.InteropServices;
using Graft.Node.CommandLine;

using var ended = new CancellationTokenSource();
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
return await InstallerCommand.RunAsync(args, Console.Out, Console.Error, TimeProvider.System, ended.Token);

void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    ended.Cancel();
}
