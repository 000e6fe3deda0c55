namespace Graft.Api.Gardener;

/// <summary>Which objects, and how.</summary>
public sealed record ManagedResourceSpec : ApiObject
{
    /// <summary>Which resource manager is responsible; absent is the Shoot's own.</summary>
    public string? Class { get; init; }

    public IReadOnlyList<ManagedResourceSecretReference>? SecretRefs { get; init; }

    public IReadOnlyDictionary<string, string>? InjectLabels { get; init; }

    public bool? KeepObjects { get; init; }

    public bool? ForceOverwriteLabels { get; init; }

    public bool? ForceOverwriteAnnotations { get; init; }

    public IReadOnlyList<IReadOnlyList<GroupKind>>? Equivalences { get; init; }

    public bool? DeletePersistentVolumeClaims { get; init; }
}
