using System.Globalization;
using Graft.Api.Kubernetes;

namespace Graft.Extensions.Admission.Webhooks;

/// <summary>Where the webhook is reached, as the API server and as the certificate must know it.</summary>
internal sealed record WebhookAddress
{
    public required WebhookMode Mode { get; init; }

    /// <summary>The Service; named as the component.</summary>
    public required string ServiceName { get; init; }

    public required string Namespace { get; init; }

    public required int ServicePort { get; init; }

    /// <summary>Host and port, in mode <see cref="WebhookMode.Url"/>.</summary>
    public required string Url { get; init; }

    /// <summary>The names that the serving certificate is for.</summary>
    public IReadOnlyList<string> Hosts =>
        Mode == WebhookMode.Url
            ? [HostOf(Url)]
            : [ServiceName, $"{ServiceName}.{Namespace}", $"{ServiceName}.{Namespace}.svc"];

    public WebhookClientConfig ClientConfig(string path, byte[] caBundle) =>
        Mode == WebhookMode.Service
            ? new WebhookClientConfig
            {
                CaBundle = caBundle,
                Service = new ServiceReference
                {
                    Name = ServiceName,
                    Namespace = Namespace,
                    Path = path,
                    Port = ServicePort,
                },
            }
            : new WebhookClientConfig { CaBundle = caBundle, Url = $"https://{Authority}{path}" };

    private string Authority =>
        Mode == WebhookMode.Url
            ? Url
            : string.Create(CultureInfo.InvariantCulture, $"{ServiceName}.{Namespace}:{ServicePort}");

    private static string HostOf(string url) => new Uri($"https://{url}").IdnHost.Trim('[', ']');
}
