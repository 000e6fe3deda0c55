using System.Text.Json;
using System.Text.Json.Serialization;

namespace Graft.Api.Kubernetes;

/// <summary>The change that a webhook is asked about.</summary>
public sealed record AdmissionRequest : ApiObject
{
    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false };

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

    /// <summary>What is to be stored; parsed when first asked for, where it came as text.</summary>
    public JsonElement? Object
    {
        get => field ??= Parse(ObjectText);
        init;
    }

    /// <summary>What is stored; parsed when first asked for, where it came as text.</summary>
    public JsonElement? OldObject
    {
        get => field ??= Parse(OldObjectText);
        init;
    }

    /// <summary><see cref="Object"/> as it came, for who decodes it itself; empty where nobody kept it.</summary>
    [JsonIgnore]
    public ReadOnlyMemory<byte> ObjectText { get; init; }

    /// <summary><see cref="OldObject"/> as it came; empty where nobody kept it.</summary>
    [JsonIgnore]
    public ReadOnlyMemory<byte> OldObjectText { get; init; }

    public bool? DryRun { get; init; }

    public JsonElement? Options { get; init; }

    private static JsonElement? Parse(ReadOnlyMemory<byte> text) =>
        text.IsEmpty ? null : JsonElement.Parse(text.Span, s_strict);
}
