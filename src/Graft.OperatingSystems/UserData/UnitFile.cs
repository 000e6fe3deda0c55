using System.Text;

namespace Graft.OperatingSystems.UserData;

/// <summary>Writes a systemd unit or drop-in: sections of <c>Key=value</c> lines, ending with a newline.</summary>
internal sealed class UnitFile
{
    private readonly StringBuilder _text = new();

    public UnitFile Section(string name)
    {
        _text.Append(_text.Length == 0 ? "" : "\n").Append('[').Append(name).Append("]\n");
        return this;
    }

    /// <exception cref="ArgumentException">The value holds a line break, which would end the setting.</exception>
    public UnitFile Set(string key, string value)
    {
        if (value.AsSpan().ContainsAny('\n', '\r'))
        {
            throw new ArgumentException("a unit setting is one line", nameof(value));
        }
        _text.Append(key).Append('=').Append(value).Append('\n');
        return this;
    }

    /// <summary>
    /// Replaces what the unit starts. The empty setting comes first: without it systemd would add a second command, which
    /// it allows for one-shot units only.
    /// </summary>
    public UnitFile ReplaceStartCommand(string command) => Set("ExecStart", "").Set("ExecStart", command);

    public override string ToString() => _text.ToString();
}
