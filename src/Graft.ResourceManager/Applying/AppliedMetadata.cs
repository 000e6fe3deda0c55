using Graft.Api.Gardener;

namespace Graft.ResourceManager.Applying;

/// <summary>The labels and annotations with which an object was applied last.</summary>
internal sealed record AppliedMetadata(
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyDictionary<string, string> Annotations
)
{
    private static readonly Dictionary<string, string> s_none = new(StringComparer.Ordinal);

    public static AppliedMetadata None { get; } = new(s_none, s_none);

    public static AppliedMetadata Of(ManagedObjectReference reference) =>
        new(reference.Labels ?? s_none, reference.Annotations ?? s_none);
}
