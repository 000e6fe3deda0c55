using Graft.Landscape.LocalNodes.Files;
using Graft.Landscape.LocalNodes.StandIns;

namespace Graft.Landscape.LocalNodes.Images;

/// <summary>Lays an image out in the root of a new node.</summary>
internal static class ImageInstallation
{
    private const int Executable = 0b111_101_101;

    /// <summary>
    /// The files of the image, and its package manager among the node's programs: it keeps a record of what it is asked for,
    /// and has what a unit is needed of installed by that.
    /// </summary>
    /// <param name="image">What to lay out.</param>
    /// <param name="root">Where to.</param>
    /// <param name="tools">The directory of the node's programs, with the stand-ins already in it.</param>
    /// <param name="hostName">The node's name.</param>
    public static void Install(NodeImage image, NodeRoot root, string tools, string hostName)
    {
        root.Write("/etc/os-release", $"ID={image.Name}\nPRETTY_NAME=\"{image.PrettyName}\"\n");
        root.Write("/etc/hostname", hostName + "\n");
        root.Write("/etc/environment", "");
        root.CreateDirectory("/run");
        root.CreateDirectory("/tmp");
        foreach (var unit in image.Units)
        {
            root.Write($"/usr/lib/systemd/system/{unit}", $"# {unit} of the image {image.Name}\n");
        }
        foreach (var program in image.ContainerdPrograms)
        {
            root.Write(program, File.ReadAllBytes(Path.Combine(tools, "containerd")), Executable);
        }
        WritePrograms(root.Directory, tools, hostName);
    }

    /// <summary>
    /// A machine that nests virtualization has the devices by which guests are run and reached; empty files stand in for them.
    /// </summary>
    public static void AddVirtualization(NodeRoot root)
    {
        foreach (var device in new[] { "kvm", "vhost-vsock", "vhost-net" })
        {
            root.Write($"/dev/{device}", "");
        }
    }

    private static void WritePrograms(string root, string tools, string hostName)
    {
        foreach (var name in new[] { "apt-get", "zypper" })
        {
            NodeScript.Write(
                Path.Combine(tools, name),
                """
                # The package manager of a local node: it installs nothing, and keeps a record of what it is asked for.
                mkdir -p "$NODE_ROOT/var/log" "$NODE_ROOT/usr/lib/systemd/system"
                echo "$NAME $*" >> "$NODE_ROOT/var/log/packages.log"
                case " $* " in
                  *" docker.io "* | *" docker "*)
                    echo "# docker.service of the package" > "$NODE_ROOT/usr/lib/systemd/system/docker.service"
                    ;;
                esac

                """,
                ("NODE_ROOT", root),
                ("NAME", name)
            );
        }
        NodeScript.Write(Path.Combine(tools, "rpm"), "printf 1.7.27\n");
        NodeScript.Write(Path.Combine(tools, "hostname"), "echo \"$NAME\"\n", ("NAME", hostName));
    }
}
