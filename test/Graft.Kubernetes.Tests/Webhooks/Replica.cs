using System.Collections.Concurrent;
using System.Net;
using Graft.Kubernetes.Webhooks;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graft.Kubernetes.Tests.Webhooks;

/// <summary>One replica of an admission component: its certificates and its server.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private readonly AdmissionWebhookServer _server;

    private Replica(ServingCertificateOptions options, ICertificateStore store)
    {
        Certificates = new ServingCertificates(
            options,
            store,
            TimeProvider.System,
            NullLogger<ServingCertificates>.Instance
        );
        _server = new AdmissionWebhookServer(
            new AdmissionWebhookServerOptions { Address = IPAddress.Loopback, Port = 0 },
            Certificates,
            TimeProvider.System,
            NullLoggerFactory.Instance
        ).Map(
            "/judge",
            (request, _) =>
            {
                Judged.Add(request.Uid!);
                return Task.FromResult(AdmissionAnswer.Allow());
            }
        );
    }

    public ServingCertificates Certificates { get; }

    public ConcurrentBag<string> Judged { get; } = [];

    public int Port => _server.Port;

    public static async Task<Replica> StartAsync(ServingCertificateOptions options, ICertificateStore store)
    {
        var replica = new Replica(options, store);
        await replica._server.StartAsync(TestContext.Current.CancellationToken);
        return replica;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
