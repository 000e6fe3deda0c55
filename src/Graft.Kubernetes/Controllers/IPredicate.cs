namespace Graft.Kubernetes.Controllers;

/// <summary>Decides which changes are worth a reconcile.</summary>
public interface IPredicate<in T>
    where T : class
{
    /// <summary>Also called for every object that is there at start.</summary>
    bool Created(T item);

    bool Updated(T old, T @new);

    bool Deleted(T item);
}
