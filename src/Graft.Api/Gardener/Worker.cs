using System.Text.Json.Serialization.Metadata;

namespace Graft.Api.Gardener;

/// <summary>The machines of a Shoot.</summary>
public sealed record Worker : ApiResource<Worker>, IExtensionObject<Worker>
{
    public static ResourceType ResourceType { get; } =
        new("extensions.gardener.cloud", "v1alpha1", "Worker", "workers", true);

    public static JsonTypeInfo<Worker> JsonTypeInfo => ApiJson.Context.Worker;

    public WorkerSpec? Spec { get; init; }

    public WorkerStatus? Status { get; init; }

    ExtensionSpec? IExtensionObject<Worker>.Spec => Spec;

    ExtensionStatus? IExtensionObject<Worker>.Status => Status;
}
