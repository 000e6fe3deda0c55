namespace Graft.Node.Installation;

/// <summary>Which pods use the runtime; also those whose sandbox is not ready.</summary>
internal sealed class SandboxUse(NodeSession node)
{
    /// <summary>A sentence that names the first of them; null where there are none.</summary>
    public async Task<string?> DescribeAsync(IReadOnlyList<string> handlers, CancellationToken ct)
    {
        var sandboxes = await node.Cri.ListPodSandboxAsync(ct);
        var users = sandboxes
            .Items.Where(sandbox => handlers.Contains(sandbox.RuntimeHandler, StringComparer.Ordinal))
            .ToList();
        if (users.Count == 0)
        {
            return null;
        }
        var names = users.Take(3).Select(user => $"{user.Metadata?.Namespace}/{user.Metadata?.Name}");
        var more = users.Count > 3 ? $" and {users.Count - 3} more" : "";
        return $"pod sandboxes still use {node.Runtime.Name}: {string.Join(", ", names)}{more}";
    }
}
