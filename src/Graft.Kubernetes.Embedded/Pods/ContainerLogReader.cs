namespace Graft.Kubernetes.Embedded.Pods;

/// <summary>Reads the lines of a log that may still grow.</summary>
internal sealed class ContainerLogReader(Stream log)
{
    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>What stands after the last line end; whether more comes only time tells.</summary>
    public ReadOnlyMemory<byte> Rest => _buffer.AsMemory(_start.._end);

    /// <summary>The next line without its end; null where there is no other so far. It is good until the next call.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadLineAsync(CancellationToken cancellationToken)
    {
        var searched = _start;
        while (true)
        {
            var at = _buffer.AsSpan(searched.._end).IndexOf((byte)'\n');
            if (at >= 0)
            {
                var line = _buffer.AsMemory(_start..(searched + at));
                _start = searched + at + 1;
                return line;
            }
            MakeRoom();
            searched = _end;
            var read = await log.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (read == 0)
            {
                return null;
            }
            _end += read;
        }
    }

    /// <summary>Stands at the start of the last lines; a last line without its end counts. To be called before any line is read.</summary>
    public async Task SkipToLastAsync(long count, CancellationToken cancellationToken)
    {
        var starts = new Queue<long>();
        var startsLine = true;
        for (int read; (read = await log.ReadAsync(_buffer, cancellationToken)) > 0; )
        {
            for (var i = 0; i < read; i++)
            {
                if (startsLine)
                {
                    starts.Enqueue(log.Position - read + i);
                    if (starts.Count > count)
                    {
                        starts.Dequeue();
                    }
                }
                startsLine = _buffer[i] == (byte)'\n';
            }
        }
        log.Position = starts.TryPeek(out var first) ? first : log.Length;
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
    }
}
