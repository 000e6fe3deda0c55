using Graft.Api.Gardener;

namespace Graft.OperatingSystems.Machines;

/// <summary>Makes the units and files that an operating system adds to running machines.</summary>
internal static class Addition
{
    /// <summary>A file of plain text, mode 0644 unless another is given.</summary>
    public static OperatingSystemFile File(string path, string content, int mode = 0b110_100_100) =>
        new()
        {
            Path = path,
            Permissions = mode,
            Content = new FileContent
            {
                Inline = new FileContentInline { Encoding = "", Data = content },
            },
        };

    /// <summary>A drop-in for a unit that somebody else provides.</summary>
    public static SystemdUnit DropIn(string unit, string name, string content) =>
        new() { Name = unit, DropIns = [new DropIn { Name = name, Content = content }] };
}
