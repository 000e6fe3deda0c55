using System.CommandLine;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Hosting;

/// <summary>The flags that every component has, by the names that controller-runtime's programs give them.</summary>
internal sealed class HostOptions
{
    public Option<string?> Kubeconfig { get; } =
        new("--kubeconfig")
        {
            Description =
                "Kubeconfig of the cluster to work on (default: KUBECONFIG, then the pod's own, then ~/.kube/config)",
        };

    public Option<string?> Context { get; } =
        new("--context") { Description = "Context of the kubeconfig (default: its current one)" };

    public Option<string> HealthAddress { get; } =
        Address("--health-bind-address", ":8081", "Where /healthz, /livez and /readyz are served; 0 switches them off");

    public Option<string> MetricsAddress { get; } =
        Address("--metrics-bind-address", ":8080", "Where /metrics is served; 0 switches it off");

    public Option<string?> Master { get; } = Url("--master", "Address of the API server, in place of the kubeconfig's");

    public Option<LogLevel> LogLevel { get; } = Level();

    public Option<string> LogFormat { get; } = Format();

    public Option<bool> LeaderElection { get; } =
        new("--leader-election")
        {
            Description = "Let one replica of several work at a time",
            DefaultValueFactory = _ => false,
        };

    public Option<string?> LeaderElectionNamespace { get; } =
        new("--leader-election-namespace")
        {
            Description = "Namespace of the leader's Lease (default: LEADER_ELECTION_NAMESPACE, then the pod's own)",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("LEADER_ELECTION_NAMESPACE"),
        };

    public Option<string?> LeaderElectionId { get; } =
        new("--leader-election-id") { Description = "Name of the leader's Lease (default: the component's own)" };

    /// <summary>Chart values may still set it; nothing but Leases is left of what it once could be.</summary>
    public Option<string> LeaderElectionResourceLock { get; } = ResourceLock();

    public Option<int> ShutdownTimeout { get; } = Seconds();

    public IEnumerable<Option> All =>
        [
            Kubeconfig,
            Context,
            Master,
            HealthAddress,
            MetricsAddress,
            LogLevel,
            LogFormat,
            LeaderElection,
            LeaderElectionNamespace,
            LeaderElectionId,
            LeaderElectionResourceLock,
            ShutdownTimeout,
        ];

    private static Option<string> Address(string name, string standard, string description)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            var text = result.GetValueOrDefault<string>();
            if (text is not "0" && !ListenAddress.TryParse(text, out _))
            {
                result.AddError($"{name}: \"{text}\" is no address such as :8080 or 127.0.0.1:8080");
            }
        });
        return option;
    }

    private static Option<int> Seconds()
    {
        var option = new Option<int>("--shutdown-timeout")
        {
            Description =
                "Seconds that running work gets to end in after SIGTERM or SIGINT; below a pod's grace period of 30",
            DefaultValueFactory = _ => 28,
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 3600)
            {
                result.AddError($"{option.Name}: must be between 0 and 3600 seconds");
            }
        });
        return option;
    }

    private static Option<string?> Url(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description };
        option.Validators.Add(result =>
        {
            var text = result.GetValueOrDefault<string?>();
            if (
                text is not null
                && !(Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            )
            {
                result.AddError($"{name}: \"{text}\" is no address such as https://10.0.0.1:6443");
            }
        });
        return option;
    }

    private static Option<string> ResourceLock()
    {
        var option = new Option<string>("--leader-election-resource-lock")
        {
            Description = "Kind of object that a leader holds; only Leases are known",
            DefaultValueFactory = _ => "leases",
        };
        option.AcceptOnlyFromAmong("leases");
        return option;
    }

    private static Option<LogLevel> Level()
    {
        var option = new Option<LogLevel>("--log-level")
        {
            Description = "Least severe level that is logged: trace, debug, info, warn, error",
            DefaultValueFactory = _ => Microsoft.Extensions.Logging.LogLevel.Information,
            CustomParser = result =>
            {
                var text = result.Tokens.Single().Value;
                if (LevelOf(text) is { } level)
                {
                    return level;
                }
                result.AddError($"--log-level: \"{text}\" is none of trace, debug, info, warn, error");
                return default;
            },
        };
        return option;
    }

    /// <summary>The names that Go's components use, and the platform's own.</summary>
    private static LogLevel? LevelOf(string text) =>
        text.ToUpperInvariant() switch
        {
            "INFO" => Microsoft.Extensions.Logging.LogLevel.Information,
            "WARN" => Microsoft.Extensions.Logging.LogLevel.Warning,
            _ when !char.IsAsciiLetter(text.FirstOrDefault()) => null,
            _ => Enum.TryParse<LogLevel>(text, ignoreCase: true, out var level) ? level : null,
        };

    private static Option<string> Format()
    {
        var option = new Option<string>("--log-format")
        {
            Description = "Form of the log lines",
            DefaultValueFactory = _ => "json",
        };
        option.AcceptOnlyFromAmong("json", "text");
        return option;
    }
}
