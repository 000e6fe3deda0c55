using Graft.Api.Gardener;

namespace Graft.ResourceManager.Applying;

/// <summary>Whether labels and annotations that others have put on an object are removed.</summary>
internal readonly record struct MetadataOverwrite(bool Labels, bool Annotations)
{
    public static MetadataOverwrite Of(ManagedResourceSpec? spec) =>
        new(spec?.ForceOverwriteLabels is true, spec?.ForceOverwriteAnnotations is true);
}
