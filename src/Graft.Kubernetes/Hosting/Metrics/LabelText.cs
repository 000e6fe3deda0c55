using System.Buffers;
using System.Globalization;

namespace Graft.Kubernetes.Hosting.Metrics;

/// <summary>
/// Writes labels as they stand in the exposition, <c>a="x",b="y"</c>, in the order of their names, so that one set of
/// labels is one text however it was given. Works in a buffer of the caller's: nothing is allocated for a set already known.
/// </summary>
internal ref struct LabelText(Span<char> buffer)
{
    private const int MostLabels = 32;

    private Span<char> _buffer = buffer;
    private char[]? _rented;
    private int _length;

    public readonly ReadOnlySpan<char> Text => _buffer[.._length];

    public void Write(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        tags = tags.Length > MostLabels ? tags[..MostLabels] : tags;
        Span<int> order = stackalloc int[tags.Length];
        for (var i = 0; i < tags.Length; i++)
        {
            var at = i;
            for (; at > 0 && string.CompareOrdinal(tags[order[at - 1]].Key, tags[i].Key) > 0; at--)
            {
                order[at] = order[at - 1];
            }
            order[at] = i;
        }
        foreach (var index in order)
        {
            WriteLabel(tags[index].Key, tags[index].Value);
        }
    }

    public void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<char>.Shared.Return(_rented);
        }
    }

    private void WriteLabel(string name, object? value)
    {
        var text = value switch
        {
            string one => one,
            bool one => one ? "true" : "false",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };
        // To Prometheus an empty label is the same as none.
        if (text.Length == 0)
        {
            return;
        }
        if (_length > 0)
        {
            Append(",");
        }
        Append(MetricNames.Plain(name));
        Append("=\"");
        AppendEscaped(text);
        Append("\"");
    }

    private void AppendEscaped(ReadOnlySpan<char> text)
    {
        while (text.IndexOfAny('\\', '"', '\n') is >= 0 and var special)
        {
            Append(text[..special]);
            Append(
                text[special] switch
                {
                    '\\' => "\\\\",
                    '"' => "\\\"",
                    _ => "\\n",
                }
            );
            text = text[(special + 1)..];
        }
        Append(text);
    }

    private void Append(ReadOnlySpan<char> text)
    {
        if (_length + text.Length > _buffer.Length)
        {
            var larger = ArrayPool<char>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + text.Length));
            Text.CopyTo(larger);
            Dispose();
            _buffer = _rented = larger;
        }
        text.CopyTo(_buffer[_length..]);
        _length += text.Length;
    }
}
