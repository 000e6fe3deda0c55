using System.Runtime.InteropServices;

namespace Graft.Kubernetes.Hosting;

/// <summary>
/// SIGTERM and SIGINT: the first one asks for an orderly end, the next one finds its default action and ends the process at
/// once.
/// </summary>
internal sealed class ProcessSignals : IDisposable
{
    private readonly CancellationTokenSource _stopping;
    private readonly PosixSignalRegistration _terminate;
    private readonly PosixSignalRegistration _interrupt;

    public ProcessSignals(CancellationToken cancellationToken)
    {
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    }

    /// <summary>Cancelled when the process is to end.</summary>
    public CancellationToken Stopping => _stopping.Token;

    public void Dispose()
    {
        _terminate.Dispose();
        _interrupt.Dispose();
        _stopping.Dispose();
    }

    private void Stop(PosixSignalContext signal)
    {
        if (!_stopping.IsCancellationRequested)
        {
            signal.Cancel = true;
            _stopping.Cancel();
        }
    }
}
