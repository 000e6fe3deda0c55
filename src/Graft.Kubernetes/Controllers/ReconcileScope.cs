using System.Collections;

namespace Graft.Kubernetes.Controllers;

/// <summary>What a line logged within a reconcile carries, by the names that controller-runtime's loggers use.</summary>
internal sealed class ReconcileScope(string controller, ObjectKey key, Guid id)
    : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => 4;

    public KeyValuePair<string, object?> this[int index] =>
        index switch
        {
            0 => new("controller", controller),
            1 => new("namespace", key.Namespace ?? ""),
            2 => new("name", key.Name),
            3 => new("reconcileID", id),
            _ => throw new ArgumentOutOfRangeException(nameof(index)),
        };

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"{controller} {key} {id}";
}
