using System.Globalization;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;

namespace Graft.Kubernetes.Embedded.Controllers.Nodes;

/// <summary>How long a pod may stay on a node with NoExecute taints.</summary>
internal static class TaintEviction
{
    /// <summary>When the pod has to go; null when it may stay. A taint without its time counts from <paramref name="now"/>.</summary>
    public static DateTimeOffset? DueAt(JsonObject pod, JsonObject node, DateTimeOffset now)
    {
        DateTimeOffset? due = null;
        foreach (var taint in node.Objects("spec", "taints").Where(taint => taint.Text("effect") == "NoExecute"))
        {
            var tolerations = pod.Objects("spec", "tolerations").Where(each => Tolerates(each, taint)).ToList();
            if (tolerations.Count == 0)
            {
                return now;
            }
            if (
                tolerations.Min(each => each.Number("tolerationSeconds") ?? long.MaxValue)
                is var seconds
                    and < long.MaxValue
            )
            {
                var end = AddedAt(taint, now).AddSeconds(Math.Max(0, seconds));
                due = due is { } earlier && earlier < end ? earlier : end;
            }
        }
        return due;
    }

    private static DateTimeOffset AddedAt(JsonObject taint, DateTimeOffset now) =>
        DateTimeOffset.TryParse(taint.Text("timeAdded"), CultureInfo.InvariantCulture, out var added) ? added : now;

    private static bool Tolerates(JsonObject toleration, JsonObject taint)
    {
        var (key, effect) = (toleration.Text("key"), toleration.Text("effect"));
        if (!string.IsNullOrEmpty(effect) && effect != taint.Text("effect"))
        {
            return false;
        }
        var exists = toleration.Text("operator") == "Exists";
        return string.IsNullOrEmpty(key)
            ? exists
            : key == taint.Text("key") && (exists || (toleration.Text("value") ?? "") == (taint.Text("value") ?? ""));
    }
}
