namespace Graft.Kubernetes.Transport;

/// <summary>One request, kept so that it can be sent again.</summary>
internal sealed record ApiRequest(HttpMethod Method, string PathAndQuery)
{
    public byte[]? Body { get; init; }

    public string ContentType { get; init; } = "application/json";

    /// <summary>Sending it twice does no more than sending it once.</summary>
    public bool IsSafe => Method == HttpMethod.Get;
}
