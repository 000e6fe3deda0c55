using System.Text.Json;

namespace Graft.Api.Kubernetes;

/// <summary>The change that a webhook is asked about.</summary>
public sealed record AdmissionRequest : ApiObject
{
    public string? Uid { get; init; }

    public GroupVersionKind? Kind { get; init; }

    public GroupVersionResource? Resource { get; init; }

    public string? SubResource { get; init; }

    public GroupVersionKind? RequestKind { get; init; }

    public GroupVersionResource? RequestResource { get; init; }

    public string? RequestSubResource { get; init; }

    public string? Name { get; init; }

    public string? Namespace { get; init; }

    /// <summary><c>CREATE</c>, <c>UPDATE</c>, <c>DELETE</c> or <c>CONNECT</c>.</summary>
    public string? Operation { get; init; }

    public JsonElement? UserInfo { get; init; }

    public JsonElement? Object { get; init; }

    public JsonElement? OldObject { get; init; }

    public bool? DryRun { get; init; }

    public JsonElement? Options { get; init; }
}
