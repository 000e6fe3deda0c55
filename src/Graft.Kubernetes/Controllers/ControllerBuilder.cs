using Graft.Api;
using Graft.Kubernetes.Informers;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Controllers;

/// <summary>
/// Says which events of which kinds lead to which keys, and makes the <see cref="Controller"/>. The kind of the builder
/// gives its own keys; other kinds are mapped to keys of it.
/// </summary>
/// <example>
/// <code>
/// var controller = new ControllerBuilder&lt;ContainerRuntime&gt;("containerruntime", informers)
///     .Where(predicate)
///     .Watching&lt;Cluster&gt;(cluster => runtimesOf(cluster))
///     .Build(reconciler, new ControllerOptions(), TimeProvider.System, random, loggerFactory);
/// await controller.RunAsync(cancellationToken);
/// </code>
/// </example>
public sealed class ControllerBuilder<T>(string name, InformerSet informers, InformerScope scope)
    where T : class, IResource<T>
{
    private readonly List<IPredicate<T>> _predicates = [];
    private readonly List<IControllerSource> _sources = [];

    public ControllerBuilder(string name, InformerSet informers)
        : this(name, informers, InformerScope.All) { }

    /// <summary>Only events that pass; several predicates must all pass.</summary>
    public ControllerBuilder<T> Where(IPredicate<T> predicate)
    {
        _predicates.Add(predicate);
        return this;
    }

    /// <summary>Only objects that pass.</summary>
    public ControllerBuilder<T> Where(Func<T, bool> test) => Where(Predicate.Matching(test));

    /// <summary>Changes of another kind, mapped to keys. An update maps the old and the new object.</summary>
    public ControllerBuilder<T> Watching<TOther>(Func<TOther, IEnumerable<ObjectKey>> map)
        where TOther : class, IResource<TOther> => Watching(InformerScope.All, map);

    /// <summary>Changes of another kind within a scope, mapped to keys.</summary>
    public ControllerBuilder<T> Watching<TOther>(InformerScope otherScope, Func<TOther, IEnumerable<ObjectKey>> map)
        where TOther : class, IResource<TOther> => Watching(otherScope, Predicate.Matching<TOther>(_ => true), map);

    /// <summary>Those changes of another kind that pass a predicate, mapped to keys.</summary>
    public ControllerBuilder<T> Watching<TOther>(
        InformerScope otherScope,
        IPredicate<TOther> predicate,
        Func<TOther, IEnumerable<ObjectKey>> map
    )
        where TOther : class, IResource<TOther> => Watching(informers.Get<TOther>(otherScope), predicate, map);

    /// <summary>
    /// Those changes of any informer's objects that pass a predicate, mapped to keys; for kinds that are read as plain JSON.
    /// </summary>
    public ControllerBuilder<T> Watching<TOther>(
        Informer<TOther> informer,
        IPredicate<TOther> predicate,
        Func<TOther, IEnumerable<ObjectKey>> map
    )
        where TOther : class
    {
        _sources.Add(new ControllerSource<TOther>(informer, [predicate], map));
        return this;
    }

    /// <summary>Changes of objects whose controlling owner is of the builder's kind.</summary>
    public ControllerBuilder<T> WatchingOwned<TOwned>()
        where TOwned : class, IResource<TOwned> => WatchingOwned<TOwned>(InformerScope.All, OwnerMatch.Controller);

    /// <summary>Changes of objects within a scope whose controlling owner is of the builder's kind.</summary>
    public ControllerBuilder<T> WatchingOwned<TOwned>(InformerScope otherScope)
        where TOwned : class, IResource<TOwned> => WatchingOwned<TOwned>(otherScope, OwnerMatch.Controller);

    /// <summary>
    /// Changes of objects within a scope that the builder's kind owns. Versions of the owner's group do not matter.
    /// </summary>
    public ControllerBuilder<T> WatchingOwned<TOwned>(InformerScope otherScope, OwnerMatch match)
        where TOwned : class, IResource<TOwned> =>
        Watching<TOwned>(otherScope, owned => Owners.Of<T>(owned.Metadata, match));

    /// <summary>
    /// The controller; it works once it and the informers run. Its informers are there from now on: built before leadership is
    /// sought, the caches of a standby are warm.
    /// </summary>
    public Controller Build(
        IReconciler reconciler,
        ControllerOptions options,
        TimeProvider time,
        Random random,
        ILoggerFactory loggerFactory
    )
    {
        var resource = Resource.Of<T>();
        var own = new ControllerSource<T>(informers.Get<T>(scope), [.. _predicates], item => [resource.KeyOf(item)])
        {
            IsOwnKind = true,
        };
        return new Controller(
            name,
            reconciler,
            [own, .. _sources],
            options,
            time,
            random,
            loggerFactory.CreateLogger<Controller>()
        );
    }
}
