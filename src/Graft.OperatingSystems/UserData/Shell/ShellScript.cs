using System.Text;
using Graft.OperatingSystems.Machines;

namespace Graft.OperatingSystems.UserData.Shell;

/// <summary>Writes a bash script. Text of others enters it only as quoted words or base64.</summary>
internal sealed class ShellScript
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly StringBuilder _text = new();

    /// <summary>Lines of the script's own, taken as they are. Never pass text that somebody else wrote.</summary>
    public ShellScript Lines(string lines)
    {
        _text.Append(lines.TrimEnd('\n')).Append('\n');
        return this;
    }

    public ShellScript Comment(string text) => Lines($"\n# {text}");

    /// <summary>One command; the program's name is the script's own, every argument is quoted.</summary>
    public ShellScript Command(string program, params ReadOnlySpan<string> arguments)
    {
        _text.Append(program);
        foreach (var argument in arguments)
        {
            _text.Append(' ').Append(ShellWord.Quote(argument));
        }
        _text.Append('\n');
        return this;
    }

    /// <summary>
    /// Writes a file of the machine byte for byte, by the function <c>write_file</c> that the script must define. Content
    /// that has to stay readable in the user data goes in as a quoted word, all other content as base64.
    /// </summary>
    public ShellScript WriteFile(MachineFile file)
    {
        var target = $"write_file {ShellWord.Quote(file.Path)} {ShellWord.Quote(Permissions.Format(file.Mode) ?? "")}";
        var line =
            file.IsTransmittedUnencoded && TryGetText(file.Content) is { } text
                ? $"printf '%s' {ShellWord.Quote(text)} | {target}"
                : $"printf '%s' '{Convert.ToBase64String(file.Content.Span)}' | base64 -d | {target}";
        return file.HostName is { Length: > 0 } host
            ? Lines($"if [ \"$(hostname)\" = {ShellWord.Quote(host)} ]; then\n  {line}\nfi")
            : Lines(line);
    }

    public override string ToString() => _text.ToString();

    private static string? TryGetText(ReadOnlyMemory<byte> content)
    {
        try
        {
            var text = StrictUtf8.GetString(content.Span);
            return text.Contains('\0', StringComparison.Ordinal) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
