using System.CommandLine;

namespace Graft.Extensions.Hosting;

/// <summary>The flags that every extension has, named as those of Gardener's own extensions, so that chart values fit.</summary>
internal sealed class ExtensionOptions
{
    public Option<int> MaxConcurrentReconciles { get; } =
        Positive("--max-concurrent-reconciles", 5, "Objects of one kind in work at once");

    public Option<int> HealthCheckMaxConcurrentReconciles { get; } =
        Positive("--healthcheck-max-concurrent-reconciles", 5, "Objects whose health is looked at at once");

    public Option<bool> IgnoreOperationAnnotation { get; } =
        new("--ignore-operation-annotation")
        {
            Description = "Reconcile every change at once instead of when the core asks for it",
        };

    public Option<string> ExtensionClass { get; } = Class();

    public Option<string[]> DisableControllers { get; } =
        new("--disable-controllers")
        {
            Description = "Names of controllers that are not run, separated by commas",
            AllowMultipleArgumentsPerToken = false,
            DefaultValueFactory = _ => [],
            CustomParser = result =>
                [
                    .. result.Tokens.SelectMany(token =>
                        token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    ),
                ],
        };

    public Option<string?> HeartbeatNamespace { get; } =
        new("--heartbeat-namespace") { Description = "Namespace of the heartbeat Lease (default: none, no heartbeat)" };

    public Option<int> HeartbeatRenewInterval { get; } =
        Positive("--heartbeat-renew-interval-seconds", 30, "Seconds between two heartbeats");

    public Option<string?> GardenerVersion { get; } =
        new("--gardener-version") { Description = "Version of the Gardener that installed the extension; for the log" };

    public IReadOnlyList<Option> All =>
        [
            MaxConcurrentReconciles,
            HealthCheckMaxConcurrentReconciles,
            IgnoreOperationAnnotation,
            ExtensionClass,
            DisableControllers,
            HeartbeatNamespace,
            HeartbeatRenewInterval,
            GardenerVersion,
        ];

    private static Option<int> Positive(string name, int standard, string description)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError($"{name} must be at least 1");
            }
        });
        return option;
    }

    private static Option<string> Class()
    {
        var option = new Option<string>("--extension-class")
        {
            Description = "Class of the objects to serve",
            DefaultValueFactory = _ => Controllers.ExtensionClass.Shoot,
        };
        option.AcceptOnlyFromAmong(
            Controllers.ExtensionClass.Shoot,
            Controllers.ExtensionClass.Seed,
            Controllers.ExtensionClass.Garden
        );
        return option;
    }
}
