using Graft.Api;

namespace Graft.Kubernetes.Controllers;

/// <summary>Makes predicates.</summary>
public static class Predicate
{
    /// <summary>The same test for the object of every event (the new one of an update).</summary>
    public static IPredicate<T> Matching<T>(Func<T, bool> test)
        where T : class => new DelegatePredicate<T>(test, (_, item) => test(item), test);

    /// <summary>One test per kind of event.</summary>
    public static IPredicate<T> Create<T>(Func<T, bool> created, Func<T, T, bool> updated, Func<T, bool> deleted)
        where T : class => new DelegatePredicate<T>(created, updated, deleted);

    /// <summary>
    /// Ignores updates that touch neither generation nor annotations, labels, finalizers or deletion: those are status
    /// writes, mostly one's own.
    /// </summary>
    public static IPredicate<T> IgnoringStatusUpdates<T>()
        where T : class, IResource<T> =>
        new DelegatePredicate<T>(_ => true, (old, item) => DiffersBeyondStatus(old, item), _ => true);

    private static bool DiffersBeyondStatus<T>(T old, T item)
        where T : class, IResource<T>
    {
        var (before, after) = (old.Metadata, item.Metadata);
        return before.Generation != after.Generation
            || before.DeletionTimestamp != after.DeletionTimestamp
            || !SameEntries(before.Annotations, after.Annotations)
            || !SameEntries(before.Labels, after.Labels)
            || !(before.Finalizers ?? []).SequenceEqual(after.Finalizers ?? [], StringComparer.Ordinal);
    }

    private static bool SameEntries(
        IReadOnlyDictionary<string, string>? before,
        IReadOnlyDictionary<string, string>? after
    ) =>
        (before?.Count ?? 0) == (after?.Count ?? 0)
        && (
            before is null || before.All(entry => after!.TryGetValue(entry.Key, out var value) && value == entry.Value)
        );

    private sealed class DelegatePredicate<T>(Func<T, bool> created, Func<T, T, bool> updated, Func<T, bool> deleted)
        : IPredicate<T>
        where T : class
    {
        public bool Created(T item) => created(item);

        public bool Updated(T old, T @new) => updated(old, @new);

        public bool Deleted(T item) => deleted(item);
    }
}
