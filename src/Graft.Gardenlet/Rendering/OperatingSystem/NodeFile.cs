using Graft.Api.Gardener;

namespace Graft.Gardenlet.Rendering.OperatingSystem;

/// <summary>Files of an OperatingSystemConfig.</summary>
internal static class NodeFile
{
    public const int Executable = 0b111_101_101; // 0755

    public const int Readable = 0b110_100_100; // 0644

    public const int Private = 0b110_000_000; // 0600

    public static OperatingSystemFile Text(string path, int permissions, string data) =>
        new()
        {
            Path = path,
            Permissions = permissions,
            Content = new FileContent
            {
                Inline = new FileContentInline { Encoding = "", Data = data },
            },
        };

    /// <summary>
    /// A file in which the machine controller puts something in place of <paramref name="placeholder"/>, so that it must
    /// find it literally in the user data.
    /// </summary>
    public static OperatingSystemFile Placeholder(string path, int permissions, string placeholder) =>
        new()
        {
            Path = path,
            Permissions = permissions,
            Content = new FileContent
            {
                Inline = new FileContentInline { Encoding = "", Data = placeholder },
                TransmitUnencoded = true,
            },
        };

    public static OperatingSystemFile FromImage(string path, string image, string pathInImage) =>
        new()
        {
            Path = path,
            Permissions = Executable,
            Content = new FileContent
            {
                ImageRef = new FileContentImageRef { Image = image, FilePathInImage = pathInImage },
            },
        };
}
