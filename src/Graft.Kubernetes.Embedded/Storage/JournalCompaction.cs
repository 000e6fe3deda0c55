namespace Graft.Kubernetes.Embedded.Storage;

/// <summary>
/// A new file in the making: the whole state is written to it while changes still go to the old one, and then what
/// gathered meanwhile is copied. Writers wait for the last part of that alone.
/// </summary>
internal sealed class JournalCompaction
{
    private readonly JournalFiles _files;
    private readonly JournalFile _old;
    private long _copied;

    /// <param name="files">Where the new file comes to lie.</param>
    /// <param name="state">What the old file leads to at its present length.</param>
    /// <param name="old">The file that changes go to meanwhile.</param>
    public JournalCompaction(JournalFiles files, StoreSnapshot state, JournalFile old)
    {
        _files = files;
        _old = old;
        _copied = old.Length;
        Writing = Task.Run(() => Write(state));
    }

    /// <summary>Done when all but the last changes are in the new file.</summary>
    public Task<JournalFile> Writing { get; }

    /// <summary>Puts the new file in the old one's place. Nothing may be appended to the old one at the same time.</summary>
    public async Task<JournalFile> FinishAsync()
    {
        var file = await Writing;
        try
        {
            file.AppendFrom(_old, _copied);
            _files.Adopt();
            return file;
        }
        catch
        {
            file.Dispose();
            _files.Discard();
            throw;
        }
    }

    private JournalFile Write(StoreSnapshot state)
    {
        JournalFile? file = null;
        try
        {
            file = _files.Begin(state);
            _copied = file.AppendFrom(_old, _copied);
            return file;
        }
        catch
        {
            file?.Dispose();
            _files.Discard();
            throw;
        }
    }
}
