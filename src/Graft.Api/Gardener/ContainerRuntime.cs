using System.Text.Json.Serialization.Metadata;

namespace Graft.Api.Gardener;

/// <summary>An additional container runtime of one worker pool.</summary>
public sealed record ContainerRuntime : ApiResource<ContainerRuntime>, IExtensionObject<ContainerRuntime>
{
    public static ResourceType ResourceType { get; } =
        new("extensions.gardener.cloud", "v1alpha1", "ContainerRuntime", "containerruntimes", true);

    public static JsonTypeInfo<ContainerRuntime> JsonTypeInfo => ApiJson.Context.ContainerRuntime;

    public ContainerRuntimeSpec? Spec { get; init; }

    public ExtensionStatus? Status { get; init; }

    ExtensionSpec? IExtensionObject<ContainerRuntime>.Spec => Spec;

    ExtensionStatus? IExtensionObject<ContainerRuntime>.Status => Status;
}
