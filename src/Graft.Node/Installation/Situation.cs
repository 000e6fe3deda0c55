using Graft.Node.Containerd;

namespace Graft.Node.Installation;

/// <summary>What was found on the node, and what follows from it for containerd's configuration.</summary>
internal sealed record Situation(NodeFacts Facts, LoadedFile File, IReadOnlyList<HandlerPlan> Plans)
{
    public IReadOnlyList<HandlerPlan> Managed { get; } = [.. Plans.Where(plan => plan.IsManaged)];

    /// <summary>The configuration as it must be; null where it is so already.</summary>
    /// <exception cref="Toml.TomlEditException">The edit cannot be made.</exception>
    public ContainerdConfiguration? Edited()
    {
        var edited = Managed.Aggregate(File.Configuration, (result, plan) => plan.Apply(result));
        return edited.Document.Root.Equals(File.Configuration.Document.Root) ? null : edited;
    }
}
