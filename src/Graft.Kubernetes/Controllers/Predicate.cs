using Graft.Api;

namespace Graft.Kubernetes.Controllers;

/// <summary>
/// Makes predicates, and joins them: <c>Predicate.GenerationChanged&lt;T&gt;().Or(Predicate.LabelsChanged&lt;T&gt;())</c>.
/// Those about changes let every creation and deletion pass.
/// </summary>
public static class Predicate
{
    /// <summary>The same test for the object of every event (the new one of an update).</summary>
    public static IPredicate<T> Matching<T>(Func<T, bool> test)
        where T : class => Create(test, (_, item) => test(item), test);

    /// <summary>One test per kind of event.</summary>
    public static IPredicate<T> Create<T>(Func<T, bool> created, Func<T, T, bool> updated, Func<T, bool> deleted)
        where T : class => new DelegatePredicate<T>(created, updated, deleted);

    /// <summary>A test of updates only.</summary>
    public static IPredicate<T> Changed<T>(Func<T, T, bool> updated)
        where T : class => Create(_ => true, updated, _ => true);

    /// <summary>
    /// Ignores updates that leave the generation as it is, such as those of the status; a deletion that waits for finalizers
    /// changes it. Kinds without generations, such as ConfigMap, never pass: use <see cref="ResourceVersionChanged"/> there.
    /// </summary>
    public static IPredicate<T> GenerationChanged<T>()
        where T : class, IResource<T> => Changed<T>((old, item) => old.Metadata.Generation != item.Metadata.Generation);

    /// <summary>Ignores updates that leave the labels as they are.</summary>
    public static IPredicate<T> LabelsChanged<T>()
        where T : class, IResource<T> =>
        Changed<T>((old, item) => !SameEntries(old.Metadata.Labels, item.Metadata.Labels));

    /// <summary>Ignores updates that leave the annotations as they are.</summary>
    public static IPredicate<T> AnnotationsChanged<T>()
        where T : class, IResource<T> =>
        Changed<T>((old, item) => !SameEntries(old.Metadata.Annotations, item.Metadata.Annotations));

    /// <summary>Ignores updates that are none.</summary>
    public static IPredicate<T> ResourceVersionChanged<T>()
        where T : class, IResource<T> =>
        Changed<T>((old, item) => old.Metadata.ResourceVersion != item.Metadata.ResourceVersion);

    /// <summary>
    /// Ignores updates that touch neither generation nor annotations, labels, finalizers or deletion: those are status
    /// writes, mostly one's own.
    /// </summary>
    public static IPredicate<T> IgnoringStatusUpdates<T>()
        where T : class, IResource<T> => Changed<T>(DiffersBeyondStatus);

    /// <summary>What passes both.</summary>
    public static IPredicate<T> And<T>(this IPredicate<T> one, IPredicate<T> other)
        where T : class =>
        Create<T>(
            item => one.Created(item) && other.Created(item),
            (old, item) => one.Updated(old, item) && other.Updated(old, item),
            item => one.Deleted(item) && other.Deleted(item)
        );

    /// <summary>What passes one of them.</summary>
    public static IPredicate<T> Or<T>(this IPredicate<T> one, IPredicate<T> other)
        where T : class =>
        Create<T>(
            item => one.Created(item) || other.Created(item),
            (old, item) => one.Updated(old, item) || other.Updated(old, item),
            item => one.Deleted(item) || other.Deleted(item)
        );

    /// <summary>What does not pass; also of creations and deletions.</summary>
    public static IPredicate<T> Not<T>(this IPredicate<T> predicate)
        where T : class =>
        Create<T>(
            item => !predicate.Created(item),
            (old, item) => !predicate.Updated(old, item),
            item => !predicate.Deleted(item)
        );

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
