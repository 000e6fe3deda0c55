using System.Text.Json.Serialization.Metadata;

namespace Graft.Api.Gardener;

/// <summary>A project: a namespace of the garden with its owners.</summary>
public sealed record Project : ApiResource<Project>, IResource<Project>
{
    public static ResourceType ResourceType { get; } =
        new("core.gardener.cloud", "v1beta1", "Project", "projects", false);

    public static JsonTypeInfo<Project> JsonTypeInfo => ApiJson.Context.Project;

    public ProjectSpec? Spec { get; init; }

    public ProjectStatus? Status { get; init; }
}
