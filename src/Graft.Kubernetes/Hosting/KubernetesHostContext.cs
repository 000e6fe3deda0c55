using System.CommandLine;
using Graft.Kubernetes.Events;
using Graft.Kubernetes.Informers;
using Graft.Kubernetes.LeaderElection;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Hosting;

/// <summary>What a component gets to work with.</summary>
public sealed class KubernetesHostContext
{
    private readonly LeaderElectionSettings _leaderElection;

    internal KubernetesHostContext(
        string component,
        ParseResult arguments,
        ClusterConnection connection,
        IKubernetesClient client,
        LeaderElectionSettings leaderElection,
        TimeProvider time,
        Random random,
        ILoggerFactory loggerFactory
    )
    {
        Arguments = arguments;
        Connection = connection;
        Client = client;
        _leaderElection = leaderElection;
        Time = time;
        Random = random;
        LoggerFactory = loggerFactory;
        Informers = new InformerSet(client, time, random, loggerFactory);
        Events = new EventRecorder(
            client,
            new EventRecorderOptions { Component = component },
            time,
            random,
            loggerFactory.CreateLogger<EventRecorder>()
        );
    }

    /// <summary>The parsed command line: <c>Arguments.GetValue(option)</c> for the component's own options.</summary>
    public ParseResult Arguments { get; }

    public ClusterConnection Connection { get; }

    public IKubernetesClient Client { get; }

    /// <summary>The shared informers of this cluster; they run as long as the component does.</summary>
    public InformerSet Informers { get; }

    /// <summary>Tells users of the cluster what happens to objects; what waits at the end is still written.</summary>
    public EventRecorder Events { get; }

    public Health Health { get; } = new();

    public TimeProvider Time { get; }

    public Random Random { get; }

    public ILoggerFactory LoggerFactory { get; }

    /// <summary>Does this replica lead? Always true without leader election.</summary>
    public bool IsLeader { get; private set; }

    /// <summary>
    /// Runs work that only one replica may do: at once without <c>--leader-election</c>, else while this replica holds the
    /// Lease of this name, or of the one that <c>--leader-election-id</c> gives. Controllers that were built before have their caches filled while another replica leads.
    /// </summary>
    /// <exception cref="LeadershipLostException">The process should end.</exception>
    public async Task LeadAsync(
        string lease,
        Func<CancellationToken, Task> workAsync,
        CancellationToken cancellationToken
    )
    {
        if (!_leaderElection.IsEnabled)
        {
            IsLeader = true;
            await workAsync(cancellationToken);
            return;
        }
        var options = new LeaderElectionOptions
        {
            Lease = new ObjectKey(_leaderElection.Namespace, _leaderElection.Lease ?? lease),
            Identity = _leaderElection.Identity,
            Events = Events,
        };
        var elector = new LeaderElector(Client, options, Time, Random, LoggerFactory.CreateLogger<LeaderElector>());
        try
        {
            await elector.RunAsync(
                token =>
                {
                    IsLeader = true;
                    return workAsync(token);
                },
                cancellationToken
            );
        }
        finally
        {
            IsLeader = false;
        }
    }
}

/// <summary>Whether and where replicas elect a leader.</summary>
internal sealed record LeaderElectionSettings(bool IsEnabled, string Namespace, string Identity, string? Lease);
