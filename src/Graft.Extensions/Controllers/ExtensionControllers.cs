using Graft.Api.Gardener;
using Graft.Extensions.Actuators;
using Graft.Extensions.Clusters;
using Graft.Extensions.ContainerRuntimes;
using Graft.Extensions.Controllers.Operations;
using Graft.Extensions.Hosting;
using Graft.Extensions.ManagedResources;
using Graft.Kubernetes;
using Graft.Kubernetes.Controllers;
using Graft.Kubernetes.Informers;
using Microsoft.Extensions.Logging;

namespace Graft.Extensions.Controllers;

/// <summary>The controllers of one extension: add actuators, then run.</summary>
/// <example>
/// <code>
/// await new ExtensionControllers(services, new ExtensionControllerOptions())
///     .AddContainerRuntime("fast", new FastActuator(...))
///     .RunAsync(cancellationToken);
/// </code>
/// </example>
public sealed class ExtensionControllers
{
    private readonly List<IDisposable> _owned = [];
    private readonly ExtensionControllerOptions _options;
    private readonly ClusterReader _clusters;
    private readonly List<Controller> _controllers = [];

    public ExtensionControllers(ExtensionServices services, ExtensionControllerOptions options)
    {
        Services = services;
        _options = options;
        _clusters = new ClusterReader(services.Informers.Get<Cluster>());
    }

    /// <summary>What actuators may build on.</summary>
    public ExtensionServices Services { get; }

    /// <summary>Serves ContainerRuntimes of a type.</summary>
    public ExtensionControllers AddContainerRuntime(string type, IContainerRuntimeActuator actuator) =>
        Add(
            "containerruntime",
            [type],
            WellKnown.Finalizers.ContainerRuntime,
            new ContainerRuntimeOperations(actuator)
        );

    /// <summary>Serves OperatingSystemConfigs of some types (machine image names).</summary>
    public ExtensionControllers AddOperatingSystemConfig(
        IReadOnlyCollection<string> types,
        IOperatingSystemConfigActuator actuator
    ) =>
        Add(
            "operatingsystemconfig",
            types,
            WellKnown.Finalizers.OperatingSystemConfig,
            new OperatingSystemConfigOperations(actuator, new UserDataSecrets(Services.Seed))
        );

    /// <summary>Serves Workers of a type (an infrastructure).</summary>
    public ExtensionControllers AddWorker(string type, IWorkerActuator actuator) =>
        Add("worker", [type], WellKnown.Finalizers.Worker, new WorkerOperations(actuator));

    /// <summary>The ManagedResources of one origin; they listen to the seed as long as the controllers run.</summary>
    public ManagedResourceSet CreateManagedResources(ManagedResourceOptions options)
    {
        var resources = new ManagedResourceSet(Services.Seed, Services.Informers, options, Services.Time);
        _owned.Add(resources);
        return resources;
    }

    /// <summary>Where a container runtime's actuator puts its objects for the Shoot.</summary>
    public RuntimeInstallation CreateInstallation(RuntimeComponent component)
    {
        var resources = CreateManagedResources(new ManagedResourceOptions { Origin = component.SharedResources });
        return new RuntimeInstallation(component, Services.Seed, resources);
    }

    /// <summary>
    /// Runs an extension in this process, without a command line and without leader election, until cancelled. The informers
    /// of <paramref name="services"/> must be running, or be started meanwhile.
    /// </summary>
    public static Task RunAsync(
        ExtensionDefinition definition,
        ExtensionServices services,
        ExtensionControllerOptions options,
        CancellationToken cancellationToken
    )
    {
        var controllers = new ExtensionControllers(services, options);
        definition.AddControllers(controllers, definition.Parse());
        return controllers.RunAsync(cancellationToken);
    }

    /// <summary>Runs an extension in this process with caches of its own, until cancelled.</summary>
    public static async Task RunAsync(
        IKubernetesClient seed,
        ExtensionDefinition definition,
        ILoggerFactory loggers,
        CancellationToken cancellationToken
    )
    {
        var services = ExtensionServices.Create(seed, loggers);
        var informers = services.Informers.RunAsync(cancellationToken);
        await RunAsync(definition, services, new ExtensionControllerOptions(), cancellationToken);
        await informers;
    }

    /// <summary>Works until cancelled. The informers of <see cref="Services"/> must be running, or be started meanwhile.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(_controllers.Select(controller => controller.RunAsync(cancellationToken)));
        }
        finally
        {
            _owned.ForEach(owned => owned.Dispose());
        }
    }

    private ExtensionControllers Add<T>(
        string name,
        IReadOnlyCollection<string> types,
        string finalizer,
        IExtensionOperations<T> operations
    )
        where T : class, IExtensionObject<T>
    {
        var services = Services;
        var objects = services.Informers.Get<T>();
        var predicate = new ExtensionPredicate<T>(
            types,
            _options.ExtensionClass,
            _options.IgnoreOperationAnnotation,
            _clusters
        );
        var reconciler = new ExtensionReconciler<T>(
            services.Seed,
            objects,
            _clusters,
            finalizer,
            operations,
            new OperationEvents<T>(services.Events),
            services.Time
        );
        _controllers.Add(
            new ControllerBuilder<T>(name, services.Informers)
                .Where(predicate)
                .Watching(InformerScope.All, ClusterChanges(), cluster => Affected(objects, predicate, cluster))
                .Build(
                    reconciler,
                    new ControllerOptions { MaxConcurrentReconciles = _options.MaxConcurrentReconciles },
                    services.Time,
                    services.Random,
                    services.Loggers
                )
        );
        return this;
    }

    /// <summary>A Cluster that arrives frees the objects that waited for it; its changes count only where all changes do.</summary>
    private IPredicate<Cluster> ClusterChanges() =>
        Predicate.Create<Cluster>(_ => true, (_, _) => _options.IgnoreOperationAnnotation, _ => false);

    private IEnumerable<ObjectKey> Affected<T>(Informer<T> objects, ExtensionPredicate<T> predicate, Cluster cluster)
        where T : class, IExtensionObject<T>
    {
        var waiting = predicate.ReleaseWaiting(cluster.Metadata.Name ?? "");
        return _options.IgnoreOperationAnnotation
            ? objects.List(cluster.Metadata.Name).Where(predicate.IsOurs).Select(Resource.Of<T>().KeyOf)
            : waiting;
    }
}
