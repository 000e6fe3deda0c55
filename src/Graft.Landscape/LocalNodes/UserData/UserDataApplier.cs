using System.Text;
using Graft.Landscape.LocalNodes.Files;
using Graft.Landscape.LocalNodes.Services;

namespace Graft.Landscape.LocalNodes.UserData;

/// <summary>
/// Brings user data onto a local node as cloud-init, coreos-cloudinit or Ignition would at a machine's first boot. What it
/// is shows in its first line.
/// </summary>
internal sealed class UserDataApplier(NodeRoot root, Systemd systemd, NodeProgram programs)
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly OneShotUnits _oneShots = new(root, systemd, programs);

    /// <exception cref="LocalNodeException">The user data is of no known form, broken, or its script failed.</exception>
    public async Task ApplyAsync(ReadOnlyMemory<byte> userData, CancellationToken cancellationToken)
    {
        string text;
        try
        {
            text = StrictUtf8.GetString(userData.Span);
        }
        catch (DecoderFallbackException exception)
        {
            throw new LocalNodeException("user data is not UTF-8 text", exception);
        }
        await ApplyPartAsync(text, cancellationToken);
    }

    private async Task ApplyPartAsync(string text, CancellationToken cancellationToken)
    {
        if (text.StartsWith("#!", StringComparison.Ordinal))
        {
            await ApplyScriptAsync(text, cancellationToken);
        }
        else if (text.StartsWith("#cloud-config-archive", StringComparison.Ordinal))
        {
            await ApplyPartsAsync(UserDataParts.OfArchive(text), cancellationToken);
        }
        else if (text.StartsWith("#cloud-config", StringComparison.Ordinal))
        {
            await new CloudConfigReader(root, systemd, _oneShots).ApplyAsync(text, cancellationToken);
        }
        else if (text.StartsWith("Content-Type: multipart/", StringComparison.OrdinalIgnoreCase))
        {
            await ApplyPartsAsync(UserDataParts.OfMultipart(text), cancellationToken);
        }
        else if (text.TrimStart().StartsWith('{'))
        {
            await new IgnitionReader(root, systemd, _oneShots).ApplyAsync(text, cancellationToken);
        }
        else
        {
            throw new LocalNodeException("user data is neither script, cloud-config, MIME message nor Ignition");
        }
    }

    private async Task ApplyPartsAsync(
        IReadOnlyList<(string ContentType, string Content)> parts,
        CancellationToken cancellationToken
    )
    {
        foreach (var (contentType, content) in parts)
        {
            // Other parts are for other readers, such as a hypervisor.
            if (contentType is "text/cloud-config" or "text/x-shellscript" or "text/cloud-config-archive")
            {
                await ApplyPartAsync(content, cancellationToken);
            }
        }
    }

    private async Task ApplyScriptAsync(string script, CancellationToken cancellationToken)
    {
        const string Path = "/var/lib/cloud/instance/scripts/part-001";
        root.Write(Path, script, 0b111_000_000);
        var (exitCode, output) = await programs.RunFileAsync("/bin/bash", [root.Resolve(Path)], cancellationToken);
        root.Write("/var/log/cloud-init-output.log", output);
        if (exitCode != 0)
        {
            var last = string.Join("; ", output.Trim().Split('\n').TakeLast(3));
            throw new LocalNodeException($"the user data script ended with exit code {exitCode}: {last}");
        }
    }
}
