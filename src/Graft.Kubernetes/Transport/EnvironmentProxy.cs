using System.Net;

namespace Graft.Kubernetes.Transport;

/// <summary>
/// The proxies of the environment by the rules of Go's programs, so that what works for kubectl works here:
/// <c>HTTPS_PROXY</c> and <c>HTTP_PROXY</c> by the scheme asked for, <c>NO_PROXY</c> for the exceptions, each also in lower
/// case; loopback is never asked of a proxy.
/// </summary>
internal sealed class EnvironmentProxy : IWebProxy
{
    private readonly Uri? _http;
    private readonly Uri? _https;
    private readonly NoProxyRule[] _exceptions;

    public EnvironmentProxy(Func<string, string?> environment)
    {
        _http = Proxy(Either(environment, "HTTP_PROXY"));
        _https = Proxy(Either(environment, "HTTPS_PROXY"));
        _exceptions =
        [
            .. (Either(environment, "NO_PROXY") ?? "")
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(NoProxyRule.Parse)
                .OfType<NoProxyRule>(),
        ];
        Credentials = new ProxyCredentials();
    }

    public ICredentials? Credentials { get; set; }

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : ProxyFor(destination);

    public bool IsBypassed(Uri host) =>
        ProxyFor(host) is null || host.IsLoopback || _exceptions.Any(rule => rule.Covers(host));

    private Uri? ProxyFor(Uri destination) => destination.Scheme == Uri.UriSchemeHttps ? _https : _http;

    private static string? Either(Func<string, string?> environment, string name) =>
        environment(name) is { Length: > 0 } value ? value : environment(name.ToLowerInvariant());

    /// <summary>An address without a scheme is that of an HTTP proxy.</summary>
    private static Uri? Proxy(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }
        var address = text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}";
        return Uri.TryCreate(address, UriKind.Absolute, out var proxy) ? proxy : null;
    }

    private sealed class ProxyCredentials : ICredentials
    {
        public NetworkCredential? GetCredential(Uri uri, string authType) => FixedProxy.CredentialsOf(uri);
    }
}
