using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;

namespace Graft.Kubernetes.Transport;

/// <summary>Who a request says it comes from: by a header, by the certificate of its connection, or by both.</summary>
internal sealed record Identity(AuthenticationHeaderValue? Authorization, X509Certificate2? Certificate)
{
    /// <summary>The run of a program that granted it: two runs may grant the same.</summary>
    public object? Run { get; init; }
}
