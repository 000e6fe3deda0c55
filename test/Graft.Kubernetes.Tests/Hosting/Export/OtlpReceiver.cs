using System.Collections.Concurrent;
using Graft.Kubernetes.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Tests.Hosting.Export;

/// <summary>A collector of OpenTelemetry on loopback: takes OTLP over HTTP and decodes it.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<ReceivedSpan> _spans = [];
    private readonly ConcurrentQueue<ReceivedMetric> _metrics = [];

    private OtlpReceiver(WebApplication application) => _application = application;

    public Uri Address => new(_application.Urls.First());

    public IReadOnlyList<ReceivedSpan> Spans => [.. _spans];

    public IReadOnlyList<ReceivedMetric> Metrics => [.. _metrics];

    /// <summary>Paths that were asked for, and the value of the header <c>x-tenant</c> there.</summary>
    public ConcurrentQueue<(string Path, string? Tenant)> Requests { get; } = [];

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, PassiveLifetime>();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        var application = builder.Build();
        var receiver = new OtlpReceiver(application);
        application.Run(receiver.ReceiveAsync);
        await application.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        Assert.Equal("application/x-protobuf", context.Request.ContentType);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var message = new WireReader(body.ToArray());
        Requests.Enqueue((context.Request.Path, context.Request.Headers["x-tenant"]));
        foreach (var ofResource in message.All(1))
        {
            var resource = Attributes(ofResource.One(1)!, 1);
            foreach (var one in ofResource.All(2).SelectMany(scope => scope.All(2)))
            {
                if (context.Request.Path.Value!.EndsWith("/v1/traces", StringComparison.Ordinal))
                {
                    _spans.Enqueue(ReceivedSpan.From(resource, one));
                }
                else
                {
                    _metrics.Enqueue(new ReceivedMetric(resource, one.Text(1), one.Text(3)));
                }
            }
        }
        context.Response.ContentType = "application/x-protobuf";
    }

    /// <summary>Key-value pairs: strings as they are, numbers as text.</summary>
    internal static IReadOnlyDictionary<string, string> Attributes(WireReader owner, int number) =>
        owner
            .All(number)
            .ToDictionary(
                pair => pair.Text(1),
                pair =>
                    pair.One(2) is not { } value ? ""
                    : value.AllBytes(1).Any() ? value.Text(1)
                    : value.Number(3).ToString()
            );
}

internal sealed record ReceivedMetric(IReadOnlyDictionary<string, string> Resource, string Name, string Unit);

internal sealed record ReceivedSpan(
    IReadOnlyDictionary<string, string> Resource,
    string TraceId,
    string SpanId,
    string ParentId,
    string Name,
    IReadOnlyDictionary<string, string> Attributes
)
{
    public static ReceivedSpan From(IReadOnlyDictionary<string, string> resource, WireReader span) =>
        new(resource, span.Hex(1), span.Hex(2), span.Hex(4), span.Text(5), OtlpReceiver.Attributes(span, 9));
}
