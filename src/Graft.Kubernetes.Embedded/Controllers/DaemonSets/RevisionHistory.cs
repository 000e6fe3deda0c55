using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Kubernetes;
using Graft.Kubernetes.Informers;

namespace Graft.Kubernetes.Embedded.Controllers.DaemonSets;

/// <summary>
/// Keeps one ControllerRevision for each template that a DaemonSet has had: what <c>kubectl rollout history</c> shows and
/// <c>kubectl rollout undo</c> goes back to. The newest has the highest number, also after a rollback to an old template.
/// </summary>
internal sealed class RevisionHistory(IKubernetesClient client, Informer<ControllerRevision> revisions)
{
    private const int DefaultLimit = 10;

    /// <summary>Makes the set's template its newest revision, and gives the hash that names it.</summary>
    public async Task<string> RecordAsync(DaemonSet set, CancellationToken cancellationToken)
    {
        var hash = DaemonPod.HashOf(set.Spec!.Template!);
        var history = await OwnAsync(set, cancellationToken);
        if (history.Find(each => HashOf(each) == hash) is { } known && known.Revision == Newest(history))
        {
            return hash;
        }
        // The number must be above all others, also those that the cache has not seen yet.
        var live = await client.ListAsync<ControllerRevision>(
            new ListOptions { Namespace = set.Metadata.Namespace },
            cancellationToken
        );
        history = [.. live.Items.Where(each => DaemonPod.IsOwnedBy(each.Metadata, set))];
        var newest = Newest(history);
        if (history.Find(each => HashOf(each) == hash) is not { } old)
        {
            await CreateAsync(set, hash, newest + 1, cancellationToken);
        }
        else if (old.Revision < newest)
        {
            await client.PatchDifferenceAsync(old, old with { Revision = newest + 1 }, cancellationToken);
        }
        return hash;
    }

    /// <summary>Deletes the oldest revisions above the set's limit; those that pods still have stay.</summary>
    public async Task TrimAsync(DaemonSet set, string hash, IEnumerable<Pod> pods, CancellationToken cancellationToken)
    {
        var used = pods.Select(pod => pod.Metadata.Labels?.GetValueOrDefault(DaemonPod.HashLabel))
            .Append(hash)
            .ToHashSet(StringComparer.Ordinal);
        var old = revisions
            .List(set.Metadata.Namespace)
            .Where(each => DaemonPod.IsOwnedBy(each.Metadata, set) && !used.Contains(HashOf(each)))
            .OrderBy(each => each.Revision)
            .ToList();
        var excess = old.Count - (set.Spec!.RevisionHistoryLimit ?? DefaultLimit);
        foreach (var revision in old.Take(Math.Max(0, excess)))
        {
            await client.TryDeleteAsync<ControllerRevision>(KeyOf(revision), cancellationToken);
        }
    }

    /// <summary>The set's revisions; those that a set deleted with <c>--cascade=orphan</c> left behind become its own.</summary>
    private async Task<List<ControllerRevision>> OwnAsync(DaemonSet set, CancellationToken cancellationToken)
    {
        var own = new List<ControllerRevision>();
        foreach (var revision in revisions.List(set.Metadata.Namespace))
        {
            if (DaemonPod.IsOwnedBy(revision.Metadata, set))
            {
                own.Add(revision);
            }
            else if (DaemonPod.CanAdopt(revision.Metadata, set))
            {
                var adopted = revision with { Metadata = DaemonPod.Adopted(revision.Metadata, set) };
                own.Add(await client.PatchDifferenceAsync(revision, adopted, cancellationToken));
            }
        }
        return own;
    }

    private async Task CreateAsync(DaemonSet set, string hash, long number, CancellationToken cancellationToken)
    {
        var template = set.Spec!.Template!;
        var revision = new ControllerRevision
        {
            Metadata = new ObjectMeta
            {
                Name = $"{set.Metadata.Name}-{hash}",
                Namespace = set.Metadata.Namespace,
                Labels = DaemonPod.LabelsOf(template, hash),
                Annotations = set.Metadata.Annotations,
                OwnerReferences = [DaemonPod.OwnerOf(set)],
            },
            Data = PatchTo(template),
            Revision = number,
        };
        try
        {
            await client.CreateAsync(revision, cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsAlreadyExists)
        {
            // Another of this name is still going, or belongs to nobody yet: an event of it follows.
        }
    }

    private static JsonObject PatchTo(PodTemplateSpec template)
    {
        var content = (JsonObject)JsonSerializer.SerializeToNode(template, ApiJson.Context.PodTemplateSpec)!;
        content["$patch"] = "replace";
        return new JsonObject { ["spec"] = new JsonObject { ["template"] = content } };
    }

    private static long Newest(IEnumerable<ControllerRevision> history) =>
        history.Select(each => each.Revision ?? 0).DefaultIfEmpty(0).Max();

    private static string? HashOf(ControllerRevision revision) =>
        revision.Metadata.Labels?.GetValueOrDefault(DaemonPod.HashLabel);

    private static ObjectKey KeyOf(ControllerRevision revision) =>
        new(revision.Metadata.Namespace, revision.Metadata.Name!);
}
