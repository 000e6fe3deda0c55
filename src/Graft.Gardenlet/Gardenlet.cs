using Graft.Api.Gardener;
using Graft.Gardenlet.Care;
using Graft.Gardenlet.Installations;
using Graft.Gardenlet.Shoots;
using Graft.Kubernetes;
using Graft.Kubernetes.Controllers;
using Graft.Kubernetes.Informers;
using Microsoft.Extensions.Logging;

namespace Graft.Gardenlet;

/// <summary>
/// The core for one seed: Shoots of the garden become objects in the seed, their health becomes conditions, and the
/// extensions that they need become ControllerInstallations.
/// </summary>
public sealed class Gardenlet(GardenletOptions options, TimeProvider time, Random random, ILoggerFactory loggerFactory)
{
    // A flow bounds its own waits; together they may take far longer than a usual reconcile.
    private static readonly TimeSpan s_flowLimit = TimeSpan.FromHours(2);

    private readonly InformerSet _garden = new(options.Garden, time, random, loggerFactory);
    private readonly InformerSet _seed = new(options.Seed, time, random, loggerFactory);

    /// <summary>Runs until cancelled; then ends without an exception, once running work has stopped.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Controller[] controllers = [Shoots(), Care(), Installations()];
        await Task.WhenAll([
            _garden.RunAsync(cancellationToken),
            _seed.RunAsync(cancellationToken),
            .. controllers.Select(controller => controller.RunAsync(cancellationToken)),
        ]);
    }

    private Controller Shoots() =>
        new ControllerBuilder<Shoot>("shoot", _garden)
            .Where(ShootTriggers.Predicate)
            .Build(
                new ShootReconciler(options, _garden.Get<Shoot>(), time, loggerFactory),
                new ControllerOptions
                {
                    MaxConcurrentReconciles = options.ConcurrentShoots,
                    ReconcileTimeout = s_flowLimit,
                },
                time,
                random,
                loggerFactory
            );

    private Controller Care()
    {
        IEnumerable<ObjectKey> NamespaceOf(string? @namespace) => @namespace is null ? [] : [new ObjectKey(@namespace)];

        return new ControllerBuilder<Cluster>("shoot-care", _seed)
            .Watching<ManagedResource>(item => NamespaceOf(item.Metadata.Namespace))
            .Watching<ContainerRuntime>(item => NamespaceOf(item.Metadata.Namespace))
            .Build(
                new ShootCareReconciler(options.Garden, _seed, time),
                new ControllerOptions(),
                time,
                random,
                loggerFactory
            );
    }

    private Controller Installations()
    {
        var registrations = _garden.Get<ControllerRegistration>();
        return new ControllerBuilder<ControllerRegistration>("controllerinstallation", _garden)
            .Watching<Shoot>(_ => registrations.List().Select(item => new ObjectKey(item.Metadata.Name!)))
            .Build(
                new ControllerInstallationReconciler(options.Garden, _garden, options.SeedName, time),
                new ControllerOptions(),
                time,
                random,
                loggerFactory
            );
    }
}
