using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Security;

namespace Graft.Kubernetes.Embedded.Rest;

/// <summary>Who writes, and how.</summary>
internal sealed record WriteContext
{
    public required UserInfo User { get; init; }

    /// <summary>Everything is checked and nothing stored.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Under which name managedFields record the write.</summary>
    public required string FieldManager { get; init; }

    /// <summary>The object's managedFields are already right, because server-side apply made it.</summary>
    public bool IsApply { get; init; }

    /// <summary>A replacement must say which version it replaces.</summary>
    public bool IsReplacement { get; init; }

    /// <summary>The kind as the client named it, where it is not the one that is stored.</summary>
    public ResourceDefinition? Served { get; init; }

    public FieldValidation FieldValidation { get; init; } = FieldValidation.Ignore;

    /// <summary>The cluster itself writes: it may grant what nobody else could.</summary>
    public bool IsTrusted { get; init; }

    /// <summary>Adds a warning to the answer.</summary>
    public Action<string> Warn { get; init; } = _ => { };

    /// <summary>How the cluster's own controllers write.</summary>
    public static WriteContext Controller(string name) =>
        new()
        {
            User = UserInfo.Controller(name),
            FieldManager = name,
            IsTrusted = true,
        };
}
