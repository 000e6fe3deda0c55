namespace Graft.Images;

/// <summary>The images that a node made on this machine needs.</summary>
public static class StandardImages
{
    /// <summary>An image for pod sandboxes: one static program that waits.</summary>
    /// <param name="name">The image's name.</param>
    /// <param name="busybox">A static busybox of this machine.</param>
    public static OciImage Pause(string name, string busybox) =>
        new()
        {
            Name = name,
            Files = new ImageFiles().AddCopy("/bin/busybox", busybox).AddLink("/pause", "/bin/busybox"),
            Entrypoint = ["/bin/busybox", "sleep", "2147483647"],
        };

    /// <summary>A shell and the small programs of busybox.</summary>
    /// <param name="name">The image's name.</param>
    /// <param name="busybox">A static busybox of this machine.</param>
    /// <param name="programs">The names under which it can be called, such as <c>sh</c>.</param>
    public static OciImage Busybox(string name, string busybox, params IEnumerable<string> programs)
    {
        var files = new ImageFiles()
            .AddCopy("/bin/busybox", busybox)
            .AddDirectory("/tmp", (UnixFileMode)0b1_111_111_111)
            .AddFile(
                "/etc/passwd",
                "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n"u8.ToArray()
            )
            .AddFile("/etc/group", "root:x:0:\nnogroup:x:65534:\n"u8.ToArray());
        foreach (var program in programs)
        {
            files.AddLink($"/bin/{program}", "busybox");
        }
        return new OciImage
        {
            Name = name,
            Files = files,
            Command = ["/bin/sh"],
        };
    }

    /// <summary>
    /// One program with the libraries that it needs, and directories to mount things at; no shell, and nothing else. What it
    /// works with, such as the files that an installer publishes, can be added to the image's files.
    /// </summary>
    /// <param name="name">The image's name.</param>
    /// <param name="path">Where the program is in the image; it is the entrypoint.</param>
    /// <param name="program">The program's file on this machine.</param>
    /// <param name="loadedLater">Names of libraries that it opens by itself while it runs.</param>
    public static OciImage Program(
        string name,
        string path,
        string program,
        params IReadOnlyCollection<string> loadedLater
    ) =>
        new()
        {
            Name = name,
            Files = new ImageFiles()
                .AddProgram(path, program, loadedLater)
                .AddDirectory("/tmp", (UnixFileMode)0b1_111_111_111),
            Entrypoint = [path],
        };
}
