using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Admission.Webhooks;

/// <summary>Says in the words of kube-apiserver why a webhook could not be asked.</summary>
internal static class WebhookFaults
{
    /// <summary>An answer that is not 200.</summary>
    public static string Answer(int code, byte[] body)
    {
        var said = Encoding.UTF8.GetString(body).Trim();
        return code switch
        {
            401 => "the server has asked for the client to provide credentials",
            404 => "the server could not find the requested resource",
            405 => "the server does not allow this method on the requested resource",
            503 when said.Length == 0 => "the server is currently unable to handle the request",
            >= 500 => $"an error on the server ({GoSyntax.Quote(said)}) has prevented the request from succeeding",
            _ when said.Length > 0 => said,
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"the server responded with the status code {code} but did not return more information"
            ),
        };
    }

    /// <summary>No answer at all.</summary>
    public static string Connection(HttpRequestException exception) =>
        exception.InnerException switch
        {
            AuthenticationException =>
                "tls: failed to verify certificate: x509: certificate signed by unknown authority",
            SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
                $"dial tcp {Address(exception)}: connect: connection refused",
            SocketException { SocketErrorCode: SocketError.HostNotFound } => $"dial tcp: lookup: no such host",
            HttpIOException => "EOF",
            { } inner => inner.Message,
            null => exception.Message,
        };

    /// <summary>The runtime puts the address in brackets behind its own words.</summary>
    private static string Address(HttpRequestException exception)
    {
        var start = exception.Message.LastIndexOf('(');
        return start < 0 ? "" : exception.Message[(start + 1)..].TrimEnd(')');
    }
}
