using System.Globalization;
using System.Net;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Bench.Programs;
using Graft.Kubernetes;
using Graft.Kubernetes.Informers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Bench.Admission;

/// <summary>An admission component under a fixed rate of requests: over each HTTP version, and while it rotates.</summary>
internal sealed class AdmissionBenchmark(AdmissionSettings settings, Action<string> progress)
{
    private const string CertificatesNamespace = "garden-bench";

    private static readonly TimeSpan s_reconnect = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyList<Review> _reviews = Reviews.All(settings.Type);

    /// <summary>The bytes of a review, on average.</summary>
    public double BodyLength => _reviews.Average(review => review.Body.Length);

    public async Task<IReadOnlyList<AdmissionResult>> RunAsync(CancellationToken cancellationToken)
    {
        await using var server = await ApiServer.StartAsync(settings.Kubeconfig, cancellationToken);
        using var client = await server.CreateClientAsync(cancellationToken);
        await PrepareAsync(client, cancellationToken);
        using var stop = new CancellationTokenSource();
        var informers = new InformerSet(client, TimeProvider.System, Random.Shared, NullLoggerFactory.Instance);
        var configurations = informers.Get<ValidatingWebhookConfiguration>();
        var running = informers.RunAsync(stop.Token);
        await using var program = Start(server);
        await program.WaitUntilReadyAsync(cancellationToken);
        await informers.WaitUntilSyncedAsync(cancellationToken);
        var name = (await client.ListAsync<ValidatingWebhookConfiguration>(cancellationToken)).Items[0].Metadata.Name!;
        var results = new List<AdmissionResult>();
        foreach (var version in new[] { HttpVersion.Version20, HttpVersion.Version11 })
        {
            using var caller = new TrustingCaller(name, configurations, version, Timeout.InfiniteTimeSpan);
            await LoadAsync(caller, settings.WarmUp, cancellationToken);
            results.Add(await MeasureAsync($"HTTP/{version}", caller, program, cancellationToken));
        }
        if (settings.RotationDuration > TimeSpan.Zero)
        {
            using var caller = new TrustingCaller(name, configurations, HttpVersion.Version20, s_reconnect);
            results.Add(await RotateAsync(name, client, caller, program, cancellationToken));
        }
        await stop.CancelAsync();
        await running;
        return results;
    }

    private MeasuredProgram Start(ApiServer server)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{MeasuredProgram.FreePort()}");
        return MeasuredProgram.Start(
            settings.Program,
            [
                $"--kubeconfig={server.KubeconfigPath}",
                "--webhook-config-mode=url",
                $"--webhook-config-url={address}",
                $"--webhook-config-server-port={address.Split(':')[1]}",
                "--webhook-config-server-host=127.0.0.1",
                $"--webhook-config-namespace={CertificatesNamespace}",
            ],
            settings.Core
        );
    }

    private static async Task PrepareAsync(KubernetesClient client, CancellationToken cancellationToken)
    {
        var @namespace = new Namespace { Metadata = new ObjectMeta { Name = CertificatesNamespace } };
        await EnsureAsync(() => client.CreateAsync(@namespace, cancellationToken));
        await EnsureAsync(() =>
            client.CreateAsync(
                Resource.Untyped(CloudProfile.ResourceType),
                Reviews.CloudProfile(),
                WriteOptions.Default,
                cancellationToken
            )
        );
    }

    private static async Task EnsureAsync(Func<Task> create)
    {
        try
        {
            await create();
        }
        catch (KubernetesException exception) when (exception.IsAlreadyExists)
        {
            // Left by an earlier run at the same server.
        }
    }

    private async Task<AdmissionResult> RotateAsync(
        string name,
        KubernetesClient client,
        TrustingCaller caller,
        MeasuredProgram program,
        CancellationToken cancellationToken
    )
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var secret = new ObjectKey(CertificatesNamespace, $"{name}-certificates");
        var rotations = new Rotations(client, secret, () => caller.Authorities);
        var rotating = rotations.RunAsync(over.Token);
        var (duration, title) = (settings.RotationDuration, "HTTP/2.0, rotating");
        var result = await MeasureAsync(title, caller, program, duration, cancellationToken);
        await over.CancelAsync();
        await rotating;
        return result with { Rotations = rotations.Count };
    }

    private Task<AdmissionResult> MeasureAsync(
        string name,
        TrustingCaller caller,
        MeasuredProgram program,
        CancellationToken cancellationToken
    ) => MeasureAsync(name, caller, program, settings.Duration, cancellationToken);

    private async Task<AdmissionResult> MeasureAsync(
        string name,
        TrustingCaller caller,
        MeasuredProgram program,
        TimeSpan duration,
        CancellationToken cancellationToken
    )
    {
        progress($"{name}, {settings.Rate}/s for {duration.TotalSeconds} s");
        program.ForgetPeak();
        var processor = program.ProcessorTime();
        var load = await LoadAsync(caller, duration, cancellationToken);
        await program.ThrowIfEndedAsync();
        var used = (program.ProcessorTime() - processor).TotalSeconds;
        return new AdmissionResult(name, load, used, program.PeakMegabytes(), 0);
    }

    private Task<LoadResult> LoadAsync(TrustingCaller caller, TimeSpan duration, CancellationToken cancellationToken) =>
        OpenLoop.RunAsync(
            settings.Rate,
            duration,
            async number =>
            {
                var review = _reviews[number % _reviews.Count];
                return await caller.AskAsync(review.Body, cancellationToken) == review.IsAllowed;
            },
            cancellationToken
        );
}
