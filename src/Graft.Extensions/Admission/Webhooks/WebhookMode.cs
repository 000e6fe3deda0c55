namespace Graft.Extensions.Admission.Webhooks;

/// <summary>How the garden's API server reaches the webhook.</summary>
internal enum WebhookMode
{
    /// <summary>By a Service of the same cluster.</summary>
    Service,

    /// <summary>By an address that is given.</summary>
    Url,

    /// <summary>By the DNS name of a Service, where the API server itself does not know Services.</summary>
    UrlService,
}
