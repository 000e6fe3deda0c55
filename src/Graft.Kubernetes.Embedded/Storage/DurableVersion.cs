namespace Graft.Kubernetes.Embedded.Storage;

/// <summary>How far a journal has come, for those who wait for it; and whether it can go on.</summary>
internal sealed class DurableVersion(long start)
{
    private readonly Lock _lock = new();
    private long _version = start;
    private volatile Exception? _failure;
    private TaskCompletionSource _changed = NewSignal();

    /// <exception cref="IOException">At present nothing can be written.</exception>
    public void ThrowIfRefusing()
    {
        if (_failure is { } failure)
        {
            throw Refusal(failure);
        }
    }

    /// <exception cref="IOException">The version could not be written yet. It may still come to be on disk.</exception>
    public async ValueTask WhenReachedAsync(long version, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_version >= version)
                {
                    return;
                }
                ThrowIfRefusing();
                changed = _changed.Task;
            }
            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Everything up to a version is on disk.</summary>
    public void Advance(long version) => Change(version, null);

    /// <summary>Nothing more can be written for now.</summary>
    public void Refuse(Exception failure) => Change(_version, failure);

    private void Change(long version, Exception? failure)
    {
        TaskCompletionSource signal;
        lock (_lock)
        {
            (_version, _failure) = (version, failure);
            signal = _changed;
            _changed = NewSignal();
        }
        signal.SetResult();
    }

    private static IOException Refusal(Exception failure) =>
        new($"the journal cannot be written: {failure.Message}", failure);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
