namespace Graft.Kubernetes.Transport;

/// <summary>One request, kept so that it can be sent again.</summary>
internal sealed record ApiRequest(HttpMethod Method, string PathAndQuery)
{
    public const string Json = "application/json";

    public const string Anything = "*/*";

    public byte[]? Body { get; init; }

    public string ContentType { get; init; } = Json;

    /// <summary>The forms of the answer that are understood, the best first.</summary>
    public string Accept { get; init; } = Json;

    /// <summary>It changes nothing.</summary>
    public bool IsRead => Method == HttpMethod.Get;

    /// <summary>Carrying it out twice does no more than once, or is refused the second time.</summary>
    public bool IsRepeatable => IsRead || Method == HttpMethod.Put || Method == HttpMethod.Delete;
}
