using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Graft.Kubernetes.Transport;

/// <summary>Makes the HTTP messages of a connection's requests.</summary>
internal sealed class RequestMessages(ClusterConnection connection)
{
    private readonly string _basePath = connection.Server.AbsolutePath.TrimEnd('/');

    public HttpRequestMessage Create(ApiRequest request, AuthenticationHeaderValue? authorization)
    {
        var message = new HttpRequestMessage(
            request.Method,
            new Uri(connection.Server, _basePath + request.PathAndQuery)
        )
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        var headers = message.Headers;
        headers.TryAddWithoutValidation("Accept", request.Accept);
        headers.TryAddWithoutValidation("User-Agent", connection.UserAgent);
        headers.Authorization = authorization;
        if (connection.TlsServerName is { Length: > 0 } name)
        {
            // The handler takes the name to expect in the certificate from this header.
            headers.Host = name;
        }
        if (connection.Impersonate is { } impersonation)
        {
            Impersonate(headers, impersonation);
        }
        if (request.Body is not null)
        {
            message.Content = new ByteArrayContent(request.Body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(request.ContentType);
        }
        return message;
    }

    private static void Impersonate(HttpRequestHeaders headers, Impersonation impersonation)
    {
        headers.TryAddWithoutValidation("Impersonate-User", impersonation.User);
        if (impersonation.Uid is { Length: > 0 } uid)
        {
            headers.TryAddWithoutValidation("Impersonate-Uid", uid);
        }
        headers.TryAddWithoutValidation("Impersonate-Group", impersonation.Groups);
        foreach (var (key, values) in impersonation.Extra)
        {
            headers.TryAddWithoutValidation($"Impersonate-Extra-{HeaderName(key)}", values);
        }
    }

    /// <summary>Percent-encodes what a header's name cannot hold, and the percent sign itself.</summary>
    private static string HeaderName(string key)
    {
        var name = new StringBuilder(key.Length);
        foreach (var value in Encoding.UTF8.GetBytes(key))
        {
            if (char.IsAsciiLetterOrDigit((char)value) || "!#$&'*+-.^_`|~".Contains((char)value))
            {
                name.Append((char)value);
            }
            else
            {
                name.Append(System.Globalization.CultureInfo.InvariantCulture, $"%{value:X2}");
            }
        }
        return name.ToString();
    }
}
