using Graft.Api.Kubernetes;

namespace Graft.Kubernetes.Embedded.Controllers.Nodes;

/// <summary>How long a pod may stay on a node with NoExecute taints.</summary>
internal static class TaintEviction
{
    /// <summary>When the pod has to go; null when it may stay. A taint without its time counts from <paramref name="now"/>.</summary>
    public static DateTimeOffset? DueAt(Pod pod, Node node, DateTimeOffset now)
    {
        DateTimeOffset? due = null;
        foreach (var taint in (node.Spec?.Taints ?? []).Where(taint => taint.Effect == "NoExecute"))
        {
            var tolerations = (pod.Spec?.Tolerations ?? []).Where(each => Tolerates(each, taint)).ToList();
            if (tolerations.Count == 0)
            {
                return now;
            }
            if (tolerations.Min(each => each.TolerationSeconds ?? long.MaxValue) is var seconds and < long.MaxValue)
            {
                var end = (taint.TimeAdded ?? now).AddSeconds(Math.Max(0, seconds));
                due = due is { } earlier && earlier < end ? earlier : end;
            }
        }
        return due;
    }

    /// <summary>Whether a pod with this toleration bears the taint. No key and <c>Exists</c> bears all of them.</summary>
    public static bool Tolerates(Toleration toleration, Taint taint) =>
        (string.IsNullOrEmpty(toleration.Effect) || toleration.Effect == taint.Effect)
        && (
            string.IsNullOrEmpty(toleration.Key)
                ? toleration.Operator == "Exists"
                : toleration.Key == taint.Key
                    && (toleration.Operator == "Exists" || (toleration.Value ?? "") == (taint.Value ?? ""))
        );
}
