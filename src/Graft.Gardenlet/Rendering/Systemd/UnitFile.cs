using System.Text;

namespace Graft.Gardenlet.Rendering.Systemd;

/// <summary>
/// The text of a systemd unit, built section by section. A value of several lines is continued with a backslash, the
/// way systemd reads it; directives stand in the order in which they were added.
/// </summary>
internal sealed class UnitFile
{
    private readonly StringBuilder _text = new();

    public UnitFile Section(string name, params ReadOnlySpan<(string Directive, string Value)> directives)
    {
        if (_text.Length > 0)
        {
            _text.Append('\n');
        }
        _text.Append('[').Append(name).Append("]\n");
        foreach (var (directive, value) in directives)
        {
            Append(directive, value);
        }
        return this;
    }

    public override string ToString() => _text.ToString();

    private void Append(string directive, string value)
    {
        if (value.Contains('\r', StringComparison.Ordinal) || value.EndsWith('\\'))
        {
            throw new ArgumentException($"{directive}: a unit file cannot hold this value: {value}", nameof(value));
        }
        _text
            .Append(directive)
            .Append('=')
            .Append(value.Replace("\n", " \\\n    ", StringComparison.Ordinal))
            .Append('\n');
    }
}
