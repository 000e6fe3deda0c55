namespace Graft.Api.Kubernetes;

/// <summary>How a webhook is reached: by URL or by service.</summary>
public sealed record WebhookClientConfig : ApiObject
{
    public string? Url { get; init; }

    public ServiceReference? Service { get; init; }

    /// <summary>PEM certificates that the webhook's certificate must chain to.</summary>
    public byte[]? CaBundle { get; init; }
}
