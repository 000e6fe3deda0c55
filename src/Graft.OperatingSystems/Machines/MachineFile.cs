using System.Text;

namespace Graft.OperatingSystems.Machines;

/// <summary>A file that a machine shall have, its content at hand.</summary>
internal sealed record MachineFile
{
    /// <summary>Absolute, without <c>.</c> or <c>..</c> segments.</summary>
    public required string Path { get; init; }

    /// <summary>Permission bits; null leaves them to the machine.</summary>
    public int? Mode { get; init; }

    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>
    /// The content holds placeholders that the machine controller replaces inside the user data, so it must stand there
    /// unencoded.
    /// </summary>
    public bool IsTransmittedUnencoded { get; init; }

    /// <summary>Only on the machine of this name; null on all.</summary>
    public string? HostName { get; init; }

    /// <summary>A file of text, mode 0644 unless another is given.</summary>
    public static MachineFile OfText(string path, string content, int mode = 0b110_100_100) =>
        new()
        {
            Path = path,
            Mode = mode,
            Content = Encoding.UTF8.GetBytes(content),
        };
}
