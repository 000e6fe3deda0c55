using System.Text.Json.Serialization;

namespace Graft.Api.Kubernetes;

/// <summary>How an API server answers when it does not answer with an object.</summary>
public sealed record Status : ApiObject
{
    public string? ApiVersion
    {
        get => field ?? "v1";
        init;
    }

    public string? Kind
    {
        get => field ?? "Status";
        init;
    }

    public ListMeta? Metadata { get; init; }

    /// <summary><c>Success</c> or <c>Failure</c>.</summary>
    [JsonPropertyName("status")]
    public string? Outcome { get; init; }

    public string? Message { get; init; }

    /// <summary>A machine-readable word such as <c>NotFound</c>.</summary>
    public string? Reason { get; init; }

    public StatusDetails? Details { get; init; }

    /// <summary>The HTTP status code.</summary>
    public int? Code { get; init; }
}
