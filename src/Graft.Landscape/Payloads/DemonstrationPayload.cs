namespace Graft.Landscape.Payloads;

/// <summary>
/// Files that stand where a container runtime's own would, for trying Graft without them. Each says what it is when it is
/// run; none of them runs a container.
/// </summary>
internal static class DemonstrationPayload
{
    private const UnixFileMode Executable =
        UnixFileMode.UserRead
        | UnixFileMode.UserWrite
        | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherExecute;

    private static readonly Dictionary<string, string[]> s_programs = new(StringComparer.Ordinal)
    {
        ["gvisor"] = ["runsc", "containerd-shim-runsc-v1"],
        ["kata-containers"] =
        [
            "kata/bin/kata-runtime",
            "kata/bin/qemu-system-x86_64",
            "kata/bin/cloud-hypervisor",
            "kata/runtime-rs/bin/containerd-shim-kata-v2",
        ],
    };

    private static readonly Dictionary<string, string[]> s_configurations = new(StringComparer.Ordinal)
    {
        ["kata-containers"] =
        [
            "kata/share/defaults/kata-containers/runtime-rs/configuration-qemu-runtime-rs.toml",
            "kata/share/defaults/kata-containers/runtime-rs/configuration-clh-runtime-rs.toml",
        ],
    };

    public static IEnumerable<string> Types => s_programs.Keys;

    /// <summary>Writes the files of a runtime type; those that are there already stay.</summary>
    public static void Write(string type, string directory)
    {
        foreach (var program in s_programs[type])
        {
            WriteFile(
                Path.Combine(directory, program),
                $"#!/bin/sh\necho 'Demonstration file of Graft in place of {Path.GetFileName(program)}: it runs no container.'\n",
                Executable
            );
        }
        foreach (var configuration in s_configurations.GetValueOrDefault(type, []))
        {
            WriteFile(
                Path.Combine(directory, configuration),
                """
                # Demonstration file of Graft: only the paths that a real configuration would have.
                [hypervisor.demonstration]
                path = "/opt/kata/bin/qemu-system-x86_64"
                image = "/opt/kata/share/kata-containers/kata-containers.img"

                """,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead
            );
        }
    }

    private static void WriteFile(string path, string content, UnixFileMode mode)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!File.Exists(path))
        {
            File.WriteAllText(path, content);
            File.SetUnixFileMode(path, mode);
        }
    }
}
