using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Graft.Api.Kubernetes;

/// <summary>Something that happened to an object.</summary>
public sealed record Event : ApiResource<Event>, IResource<Event>
{
    public static ResourceType ResourceType { get; } = new("", "v1", "Event", "events", true);

    public static JsonTypeInfo<Event> JsonTypeInfo => ApiJson.Context.Event;

    public ObjectReference? InvolvedObject { get; init; }

    public string? Reason { get; init; }

    public string? Message { get; init; }

    /// <summary><c>Normal</c> or <c>Warning</c>.</summary>
    public string? Type { get; init; }

    public int? Count { get; init; }

    public DateTimeOffset? FirstTimestamp { get; init; }

    public DateTimeOffset? LastTimestamp { get; init; }

    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? EventTime { get; init; }

    public EventSource? Source { get; init; }

    public string? ReportingComponent { get; init; }

    public string? ReportingInstance { get; init; }

    public string? Action { get; init; }
}
