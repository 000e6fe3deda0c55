using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Kubernetes;

namespace Graft.Kubernetes.Embedded.Controllers.DaemonSets;

/// <summary>The pods of a DaemonSet: their names, labels, owner and tolerations.</summary>
internal static class DaemonPod
{
    /// <summary>Carries the hash of the template that a pod was made from.</summary>
    public const string HashLabel = "controller-revision-hash";

    private static readonly Dictionary<string, string> s_noLabels = new(StringComparer.Ordinal);

    private static readonly Toleration[] s_tolerations =
    [
        Tolerate("node.kubernetes.io/not-ready", "NoExecute"),
        Tolerate("node.kubernetes.io/unreachable", "NoExecute"),
        Tolerate("node.kubernetes.io/disk-pressure", "NoSchedule"),
        Tolerate("node.kubernetes.io/memory-pressure", "NoSchedule"),
        Tolerate("node.kubernetes.io/pid-pressure", "NoSchedule"),
        Tolerate("node.kubernetes.io/unschedulable", "NoSchedule"),
    ];

    /// <summary>Only what brings its own network may come before the node has one.</summary>
    private static readonly Toleration s_noNetwork = Tolerate("node.kubernetes.io/network-unavailable", "NoSchedule");

    /// <summary>
    /// A pod for a node. Its name follows from set, template and node, so that a controller that has not seen its own last
    /// write yet cannot make a second one.
    /// </summary>
    public static Pod Create(DaemonSet set, string templateHash, Node node)
    {
        var template = set.Spec!.Template!;
        var suffix = Hash($"{set.Metadata.Uid}/{templateHash}/{node.Metadata.Uid ?? node.Metadata.Name}")[..5];
        return new Pod
        {
            Metadata = new ObjectMeta
            {
                Name = $"{Shorten(set.Metadata.Name!)}-{suffix}",
                GenerateName = $"{set.Metadata.Name}-",
                Namespace = set.Metadata.Namespace,
                Labels = LabelsOf(template, templateHash),
                Annotations = template.Metadata?.Annotations,
                OwnerReferences = [OwnerOf(set)],
            },
            Spec = template.Spec! with
            {
                NodeName = node.Metadata.Name,
                Tolerations = WithDaemonTolerations(template.Spec),
            },
        };
    }

    /// <summary>The labels of everything that is made from a template.</summary>
    public static Dictionary<string, string> LabelsOf(PodTemplateSpec template, string templateHash) =>
        new(template.Metadata?.Labels ?? s_noLabels, StringComparer.Ordinal) { [HashLabel] = templateHash };

    public static bool IsOwnedBy(ObjectMeta metadata, DaemonSet set) =>
        (metadata.OwnerReferences ?? []).Any(owner => owner.Controller == true && owner.Uid == set.Metadata.Uid);

    /// <summary>Whether an object without an owner is one that the set selects.</summary>
    public static bool CanAdopt(ObjectMeta metadata, DaemonSet set) =>
        metadata.DeletionTimestamp is null
        && !(metadata.OwnerReferences ?? []).Any(owner => owner.Controller == true)
        && Selects(set, metadata.Labels ?? s_noLabels);

    /// <summary>The metadata with the set as its owner.</summary>
    public static ObjectMeta Adopted(ObjectMeta metadata, DaemonSet set) =>
        metadata with
        {
            OwnerReferences = [.. metadata.OwnerReferences ?? [], OwnerOf(set)],
        };

    /// <summary>A short text that differs whenever the template does.</summary>
    public static string HashOf(PodTemplateSpec template) =>
        Hash(JsonSerializer.Serialize(template, ApiJson.Context.PodTemplateSpec));

    /// <summary>Tolerations of the template, and those that every daemon pod has.</summary>
    public static IReadOnlyList<Toleration> WithDaemonTolerations(PodSpec? spec)
    {
        var own = spec?.Tolerations ?? [];
        IEnumerable<Toleration> added = spec?.HostNetwork == true ? [.. s_tolerations, s_noNetwork] : s_tolerations;
        return
        [
            .. own,
            .. added.Where(each =>
                !own.Any(toleration => toleration.Key == each.Key && toleration.Effect == each.Effect)
            ),
        ];
    }

    public static OwnerReference OwnerOf(DaemonSet set) =>
        new()
        {
            ApiVersion = DaemonSet.ResourceType.ApiVersion,
            Kind = DaemonSet.ResourceType.Kind,
            Name = set.Metadata.Name,
            Uid = set.Metadata.Uid,
            Controller = true,
            BlockOwnerDeletion = true,
        };

    private static bool Selects(DaemonSet set, IReadOnlyDictionary<string, string> labels) =>
        set.Spec?.Selector is { } selector
        && Selectors
            .LabelSelector.From((JsonObject)JsonSerializer.SerializeToNode(selector, ApiJson.Context.LabelSelector)!)
            .Matches(labels);

    private static Toleration Tolerate(string key, string effect) =>
        new()
        {
            Key = key,
            Operator = "Exists",
            Effect = effect,
        };

    /// <summary>Ten characters without vowels, so that no word comes of them.</summary>
    private static string Hash(string text)
    {
        const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return string.Create(
            10,
            bytes,
            static (span, hash) =>
            {
                for (var i = 0; i < span.Length; i++)
                {
                    span[i] = Alphabet[hash[i] % Alphabet.Length];
                }
            }
        );
    }

    private static string Shorten(string name) => name.Length <= 57 ? name : name[..57];
}
