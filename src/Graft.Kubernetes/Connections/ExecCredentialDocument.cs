using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api;

namespace Graft.Kubernetes.Connections;

/// <summary>The ExecCredential object: as it is given to a credential program, and as the program prints it.</summary>
internal static class ExecCredentialDocument
{
    public const string Version1 = "client.authentication.k8s.io/v1";
    public const string Version1Beta1 = "client.authentication.k8s.io/v1beta1";

    /// <summary>The value of <c>KUBERNETES_EXEC_INFO</c>.</summary>
    public static string Request(ExecCredentialPlugin plugin, ClusterConnection connection, bool isInteractive)
    {
        var spec = new JsonObject { ["interactive"] = isInteractive };
        if (plugin.ProvideClusterInfo)
        {
            spec["cluster"] = Cluster(plugin, connection);
        }
        var document = new JsonObject
        {
            ["kind"] = "ExecCredential",
            ["apiVersion"] = plugin.ApiVersion,
            ["spec"] = spec,
        };
        return document.ToJsonString();
    }

    /// <exception cref="FormatException">The output is no usable credential; the message says what is wrong with it.</exception>
    public static ExecCredential Read(ExecCredentialPlugin plugin, string output)
    {
        JsonObject document;
        try
        {
            document =
                JsonNode.Parse(output) as JsonObject ?? throw new FormatException("its output is no JSON object");
        }
        catch (JsonException exception)
        {
            throw new FormatException($"its output is no JSON: {exception.Message}", exception);
        }
        if (Text(document, "kind") is var kind && kind != "ExecCredential")
        {
            throw new FormatException($"its output is of kind \"{kind}\", not ExecCredential");
        }
        if (Text(document, "apiVersion") is var version && version != plugin.ApiVersion)
        {
            throw new FormatException(
                $"it is configured to use API version {plugin.ApiVersion} but returned {version}"
            );
        }
        if (document["status"] is not JsonObject status)
        {
            throw new FormatException("it returned no status");
        }
        var certificate = Certificate(status);
        var token = Text(status, "token");
        return token.Length == 0 && certificate is null
            ? throw new FormatException("it returned neither a token nor a certificate with its key")
            : new ExecCredential(token.Length == 0 ? null : token, certificate, Expiry(status, certificate));
    }

    private static JsonObject Cluster(ExecCredentialPlugin plugin, ClusterConnection connection)
    {
        var cluster = new JsonObject { ["server"] = connection.Server.OriginalString };
        if (connection.TlsServerName is { Length: > 0 } name)
        {
            cluster["tls-server-name"] = name;
        }
        if (connection.SkipTlsVerify)
        {
            cluster["insecure-skip-tls-verify"] = true;
        }
        if (connection.CertificateAuthorities is { } authorities)
        {
            var pem = Encoding.UTF8.GetBytes(authorities.ExportCertificatePems());
            cluster["certificate-authority-data"] = Convert.ToBase64String(pem);
        }
        if (connection.Proxy is { } proxy)
        {
            cluster["proxy-url"] = proxy.OriginalString;
        }
        if (connection.DisableCompression)
        {
            cluster["disable-compression"] = true;
        }
        cluster["config"] = plugin.ClusterConfiguration?.DeepClone();
        return cluster;
    }

    private static X509Certificate2? Certificate(JsonObject status)
    {
        var (certificate, key) = (Text(status, "clientCertificateData"), Text(status, "clientKeyData"));
        if ((certificate.Length == 0) != (key.Length == 0))
        {
            throw new FormatException("it returned only one of clientCertificateData and clientKeyData");
        }
        if (certificate.Length == 0)
        {
            return null;
        }
        try
        {
            return ClientCertificates.FromPem(certificate, key);
        }
        catch (CryptographicException exception)
        {
            throw new FormatException($"its client certificate cannot be used: {exception.Message}", exception);
        }
    }

    private static DateTimeOffset? Expiry(JsonObject status, X509Certificate2? certificate)
    {
        DateTimeOffset? ends = certificate is null ? null : new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        if (Text(status, "expirationTimestamp") is not { Length: > 0 } text)
        {
            return ends;
        }
        return Rfc3339.TryParse(text, out var stated)
            ? ends < stated
                ? ends
                : stated
            : throw new FormatException($"its expirationTimestamp \"{text}\" is no RFC 3339 time");
    }

    private static string Text(JsonObject owner, string name) =>
        owner[name] switch
        {
            null => "",
            JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
            _ => throw new FormatException($"its {name} is no string"),
        };
}
