using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Authorization.Rbac;

/// <summary>A role or binding that every cluster has.</summary>
/// <param name="Resource">Its kind.</param>
/// <param name="Namespace">Null for those of the whole cluster.</param>
/// <param name="Value">The object; only to be read.</param>
internal sealed record BootstrapObject(GroupResource Resource, string? Namespace, JsonObject Value);
