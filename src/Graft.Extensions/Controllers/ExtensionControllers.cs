using Graft.Api.Gardener;
using Graft.Extensions.Actuators;
using Graft.Extensions.Clusters;
using Graft.Extensions.ContainerRuntimes;
using Graft.Extensions.Controllers.Operations;
using Graft.Extensions.HealthChecks;
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
    /// <summary>What is told about an object depends on its Cluster: who comes too early is asked again with it.</summary>
    private static readonly IPredicate<Cluster> s_arrivals = Predicate.Create<Cluster>(
        _ => true,
        (_, _) => false,
        _ => false
    );

    private static readonly IPredicate<ManagedResource> s_reports = Predicate.ResourceVersionChanged<ManagedResource>();

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

    private IReadOnlyList<string> Names =>
        [.. _controllers.Select(controller => controller.Name).Distinct(StringComparer.Ordinal)];

    /// <summary>What actuators may build on.</summary>
    public ExtensionServices Services { get; }

    /// <summary>
    /// Serves a container runtime by what its chart renders: the installers of its pools, and its classes. What most authors
    /// want.
    /// </summary>
    /// <param name="component">The runtime's names.</param>
    /// <param name="chart">What it puts into a Shoot.</param>
    /// <param name="uninstallsOnRemoval">The value of <see cref="UninstallSwitch"/>.</param>
    public ExtensionControllers AddRuntime(
        RuntimeComponent component,
        IRuntimeChart chart,
        bool uninstallsOnRemoval = false
    )
    {
        var runtimes = Services.Informers.Get<ContainerRuntime>();
        var resources = CreateManagedResources(new ManagedResourceOptions { Origin = component.SharedResources });
        var installation = new RuntimeInstallation(component, chart, Services.Seed, runtimes, resources);
        var actuator = new RuntimeActuator(installation, chart, uninstallsOnRemoval, Services.Events);
        var predicate = CreatePredicate<ContainerRuntime>([component.Type]);
        Add(
            "containerruntime",
            predicate,
            WellKnown.Finalizers.ContainerRuntime,
            new ContainerRuntimeOperations(actuator),
            [],
            // An uninstallation, or a former ManagedResource that is in the way: both end with what the resource manager does.
            builder =>
                builder.Watching(installation.Scope, s_reports, resource => KeysOf(resource, installation.TryWake))
        );
        Build(
            new ControllerBuilder<ContainerRuntime>("containerruntime-installation", Services.Informers)
                .Where(InstallationReporter.Changes(predicate.IsOurs))
                .Watching(InformerScope.All, s_arrivals, cluster => KeysIn(runtimes, predicate, cluster))
                .Watching(installation.Scope, s_reports, resource => KeysOf(resource, _ => true)),
            new InstallationReporter(Services.Seed, runtimes, _clusters, installation),
            _options.HealthCheckMaxConcurrentReconciles
        );
        return this;

        IEnumerable<ObjectKey> KeysOf(ManagedResource resource, Func<ContainerRuntime, bool> isMeant) =>
            runtimes
                .List(resource.Metadata.Namespace)
                .Where(item => predicate.IsOurs(item) && installation.IsOf(item, resource) && isMeant(item))
                .Select(Resource.Of<ContainerRuntime>().KeyOf);
    }

    /// <summary>Serves ContainerRuntimes of a type with an actuator of one's own.</summary>
    public ExtensionControllers AddContainerRuntime(
        string type,
        IContainerRuntimeActuator actuator,
        params IReadOnlyList<HealthCheck<ContainerRuntime>> checks
    ) =>
        Add(
            "containerruntime",
            CreatePredicate<ContainerRuntime>([type]),
            WellKnown.Finalizers.ContainerRuntime,
            new ContainerRuntimeOperations(actuator),
            checks
        );

    /// <summary>Serves OperatingSystemConfigs of some types (machine image names).</summary>
    public ExtensionControllers AddOperatingSystemConfig(
        IReadOnlyCollection<string> types,
        IOperatingSystemConfigActuator actuator,
        params IReadOnlyList<HealthCheck<OperatingSystemConfig>> checks
    ) =>
        Add(
            "operatingsystemconfig",
            CreatePredicate<OperatingSystemConfig>(types),
            WellKnown.Finalizers.OperatingSystemConfig,
            new OperatingSystemConfigOperations(actuator, new UserDataSecrets(Services.Seed)),
            checks
        );

    /// <summary>Serves Workers of a type (an infrastructure).</summary>
    public ExtensionControllers AddWorker(
        string type,
        IWorkerActuator actuator,
        params IReadOnlyList<HealthCheck<Worker>> checks
    ) =>
        Add(
            "worker",
            CreatePredicate<Worker>([type]),
            WellKnown.Finalizers.Worker,
            new WorkerOperations(actuator),
            checks
        );

    /// <summary>The ManagedResources of one origin; they listen to the seed as long as the controllers run.</summary>
    public ManagedResourceSet CreateManagedResources(ManagedResourceOptions options)
    {
        var resources = new ManagedResourceSet(Services.Seed, Services.Informers, options, Services.Time);
        _owned.Add(resources);
        return resources;
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
    /// <exception cref="InvalidDataException">A controller that is not there is disabled; the message names it.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_options.DisabledControllers.Except(Names, StringComparer.Ordinal).ToList() is [{ } unknown, ..])
            {
                throw new InvalidDataException(
                    $"cannot disable controller \"{unknown}\", there are only {string.Join(", ", Names)}"
                );
            }
            var enabled = _controllers.Where(one =>
                !_options.DisabledControllers.Contains(one.Name, StringComparer.Ordinal)
            );
            await Task.WhenAll(enabled.Select(controller => controller.RunAsync(cancellationToken)));
        }
        finally
        {
            _owned.ForEach(owned => owned.Dispose());
        }
    }

    private ExtensionControllers Add<T>(
        string name,
        ExtensionPredicate<T> predicate,
        string finalizer,
        IExtensionOperations<T> operations,
        IReadOnlyList<HealthCheck<T>> checks,
        Action<ControllerBuilder<T>>? watchAlso = null
    )
        where T : class, IExtensionObject<T>
    {
        var objects = Services.Informers.Get<T>();
        var conditions = new ConditionTypes(
            checks.Select(check => check.ConditionType).ToHashSet(StringComparer.Ordinal)
        );
        var reconciler = new ExtensionReconciler<T>(
            Services.Seed,
            objects,
            _clusters,
            finalizer,
            operations,
            conditions,
            new OperationEvents<T>(Services.Events),
            Services.Time
        );
        var builder = new ControllerBuilder<T>(name, Services.Informers)
            .Where(predicate)
            .Watching(InformerScope.All, ClusterChanges(), cluster => Affected(objects, predicate, cluster));
        watchAlso?.Invoke(builder);
        Build(builder, reconciler, _options.MaxConcurrentReconciles);
        if (checks.Count > 0)
        {
            Build(
                new ControllerBuilder<T>($"{name}-health", Services.Informers)
                    .Where(HealthReconciler<T>.Changes(predicate.IsOurs))
                    .Watching(InformerScope.All, s_arrivals, cluster => KeysIn(objects, predicate, cluster)),
                new HealthReconciler<T>(Services.Seed, objects, _clusters, checks, Services.Time),
                _options.HealthCheckMaxConcurrentReconciles
            );
        }
        return this;
    }

    private void Build<T>(ControllerBuilder<T> builder, IReconciler reconciler, int workers)
        where T : class, IExtensionObject<T> =>
        _controllers.Add(
            builder.Build(
                reconciler,
                new ControllerOptions { MaxConcurrentReconciles = workers },
                Services.Time,
                Services.Random,
                Services.Loggers
            )
        );

    private ExtensionPredicate<T> CreatePredicate<T>(IReadOnlyCollection<string> types)
        where T : class, IExtensionObject<T> =>
        new(types, _options.ExtensionClass, _options.IgnoreOperationAnnotation, _clusters);

    /// <summary>A Cluster that arrives frees the objects that waited for it; its changes count only where all changes do.</summary>
    private IPredicate<Cluster> ClusterChanges() =>
        Predicate.Create<Cluster>(_ => true, (_, _) => _options.IgnoreOperationAnnotation, _ => false);

    private IEnumerable<ObjectKey> Affected<T>(Informer<T> objects, ExtensionPredicate<T> predicate, Cluster cluster)
        where T : class, IExtensionObject<T>
    {
        var waiting = predicate.ReleaseWaiting(cluster.Metadata.Name ?? "");
        return _options.IgnoreOperationAnnotation ? KeysIn(objects, predicate, cluster) : waiting;
    }

    private static IEnumerable<ObjectKey> KeysIn<T>(
        Informer<T> objects,
        ExtensionPredicate<T> predicate,
        Cluster cluster
    )
        where T : class, IExtensionObject<T> =>
        objects.List(cluster.Metadata.Name).Where(predicate.IsOurs).Select(Resource.Of<T>().KeyOf);
}
