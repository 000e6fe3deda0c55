using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Embedded.Storage;

/// <content>Keeps the file small, beside the writing of changes.</content>
internal sealed partial class Journal
{
    private void CompactIfLarge(StoreSnapshot state)
    {
        var gathered = _file.Length - _file.StateLength;
        if (_compaction is null && gathered >= Math.Max(_compactAt, _file.StateLength) && _file.Length >= _compactFrom)
        {
            _compaction = new JournalCompaction(_files, state, _file);
        }
    }

    private async Task FinishCompactionAsync()
    {
        if (_compaction is not { } compaction)
        {
            return;
        }
        _compaction = null;
        try
        {
            var file = await compaction.FinishAsync();
            _file.Dispose();
            _file = file;
            _compactFrom = 0;
            _files.Settle();
        }
        catch (Exception exception) when (IsDiskFault(exception))
        {
            // The present file serves on; there is room for a new one perhaps when it has grown once more.
            _compactFrom = _file.Length + _compactAt;
            Log.NotCompacted(_logger, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Error,
            "The journal cannot be written; writes are refused until an attempt, every second, succeeds"
        )]
        public static partial void Refusing(ILogger logger, Exception exception);

        [LoggerMessage(2, LogLevel.Information, "The journal can be written again; writes are accepted")]
        public static partial void Recovered(ILogger logger);

        [LoggerMessage(3, LogLevel.Warning, "The journal could not be begun anew with the present state; it grows on")]
        public static partial void NotCompacted(ILogger logger, Exception exception);
    }
}
