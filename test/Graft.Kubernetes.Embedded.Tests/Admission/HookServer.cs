using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Graft.Kubernetes.Embedded.Tests.Admission;

/// <summary>A real HTTPS server that answers AdmissionReviews.</summary>
internal sealed class HookServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly CertificateAuthority _authority;

    private HookServer(WebApplication application, CertificateAuthority authority)
    {
        _application = application;
        _authority = authority;
    }

    public Uri Address => new(new Uri(_application.Urls.Single()), "/validate");

    public X509Certificate2 Authority => _authority.Certificate;

    /// <summary>The requests of the reviews, in the order in which they came.</summary>
    public ConcurrentQueue<JsonObject> Seen { get; } = [];

    public static async Task<HookServer> StartAsync(Func<JsonObject, JsonObject> respond, params string[] names)
    {
        var authority = CertificateAuthority.Open(null, TimeProvider.System);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(authority.IssueServer(names)))
        );
        var application = builder.Build();
        var webhook = new HookServer(application, authority);
        application.Run(http => webhook.AnswerAsync(http, respond));
        await application.StartAsync(TestContext.Current.CancellationToken);
        return webhook;
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private async Task AnswerAsync(HttpContext http, Func<JsonObject, JsonObject> respond)
    {
        using var reader = new StreamReader(http.Request.Body);
        var review = ApiServer.Json(await reader.ReadToEndAsync(http.RequestAborted));
        var request = (JsonObject)review["request"]!;
        Seen.Enqueue(request);
        var response = respond(request);
        response["uid"] = (string?)request["uid"];
        review.Remove("request");
        review["response"] = response;
        await http.Response.WriteAsync(review.ToJsonString(), http.RequestAborted);
    }
}
