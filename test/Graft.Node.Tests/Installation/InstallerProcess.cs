using System.Diagnostics;
using Graft.Api.Installation;

namespace Graft.Node.Tests.Installation;

/// <summary>The built program <c>graft-node-installer</c>, run once on a node.</summary>
internal static class InstallerProcess
{
    /// <summary>Beside the tests' own output, in the same build configuration.</summary>
    public static string Program
    {
        get
        {
            var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
            return Path.Combine(own.Parent!.Parent!.FullName, "graft-node-installer", own.Name, "graft-node-installer");
        }
    }

    public static string[] Words(TestNode node, string verb, RuntimeDescription runtime)
    {
        // Every process has a file of its own: another may be reading its one.
        var description = Path.Combine(node.Content, $"{runtime.Name}.{Guid.NewGuid():n}.json");
        File.WriteAllText(description, InstallationJson.Serialize(runtime));
        return
        [
            verb,
            "--once",
            $"--runtime={description}",
            $"--host-root={node.Root}",
            $"--content={node.Content}",
            $"--host-tools={node.Host.Tools}",
        ];
    }

    /// <summary>Its log is read and dropped: it is none of the tests' output.</summary>
    public static Process Start(TestNode node, string verb, RuntimeDescription runtime)
    {
        var process = Process.Start(
            new ProcessStartInfo(Program, Words(node, verb, runtime))
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        process.BeginErrorReadLine();
        return process;
    }
}
