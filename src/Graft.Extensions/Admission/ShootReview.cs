using System.Text.Json;
using Graft.Api;
using Graft.Api.Gardener;
using Graft.Kubernetes.Validation;

namespace Graft.Extensions.Admission;

/// <summary>A Shoot that is about to be stored, and what it replaces.</summary>
public sealed class ShootReview
{
    private readonly Lazy<Shoot?> _old;
    private readonly Lazy<bool> _leavesSpecification;

    /// <param name="old">The stored Shoot; null on creation.</param>
    /// <param name="new">The Shoot to judge.</param>
    /// <param name="cloudProfiles">Where its CloudProfile comes from; asked only by rules that need it.</param>
    public ShootReview(Shoot? old, Shoot @new, ICloudProfileSource cloudProfiles)
        : this(new Lazy<Shoot?>(old), @new, cloudProfiles)
    {
        _leavesSpecification = new Lazy<bool>(() => old is not null && LeavesSpecification(old));
    }

    /// <summary>A change of which it is known that the specification is another; the old Shoot is read when a rule asks.</summary>
    internal ShootReview(Lazy<Shoot?> old, Shoot @new, ICloudProfileSource cloudProfiles)
    {
        _old = old;
        _leavesSpecification = new Lazy<bool>(false);
        New = @new;
        CloudProfiles = cloudProfiles;
    }

    /// <summary>The stored Shoot; null on creation.</summary>
    public Shoot? Old => _old.Value;

    /// <summary>The Shoot to judge.</summary>
    public Shoot New { get; }

    /// <summary>Where its CloudProfile comes from; asked only by rules that need it.</summary>
    public ICloudProfileSource CloudProfiles { get; }

    /// <summary>
    /// Need this not be judged at all? So it is for Shoots that are being deleted (a refusal would keep them for ever),
    /// for workerless ones, and for updates that leave the specification as it was.
    /// </summary>
    public bool IsExempt =>
        New.Metadata.DeletionTimestamp is not null
        || New.Spec?.Provider?.Workers is not { Count: > 0 }
        || _leavesSpecification.Value;

    /// <summary>The CloudProfile's name, for messages.</summary>
    public string CloudProfileName => New.Spec?.CloudProfile?.Name ?? New.Spec?.CloudProfileName ?? "";

    /// <summary>The pools that use a runtime, in the order of the Shoot.</summary>
    public IEnumerable<RuntimePool> PoolsWith(string runtimeType)
    {
        var workers = FieldPath.Root("spec").Child("provider").Child("workers");
        foreach (var (i, worker) in (New.Spec?.Provider?.Workers ?? []).Index())
        {
            var pool = workers.Index(i);
            // A pool or an entry that is null cannot be stored, but asked about.
            foreach (var (j, runtime) in (worker?.Cri?.ContainerRuntimes ?? []).Index())
            {
                if (runtime?.Type == runtimeType)
                {
                    yield return new RuntimePool(
                        worker!,
                        runtime,
                        pool,
                        pool.Child("cri").Child("containerRuntimes").Index(j)
                    );
                }
            }
        }
    }

    private bool LeavesSpecification(Shoot old)
    {
        try
        {
            // As elements: they take members that stand there twice, which a node does not.
            return SpecOf(old) is { } before && SpecOf(New) is { } after && JsonElement.DeepEquals(before, after);
        }
        catch (JsonException)
        {
            // Nested too deeply to be written: it is judged.
            return false;
        }
    }

    private static JsonElement? SpecOf(Shoot shoot) =>
        shoot.Spec is { } spec ? JsonSerializer.SerializeToElement(spec, ApiJson.Context.ShootSpec) : null;
}
