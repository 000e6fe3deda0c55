using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Graft.Kubernetes.Connections;

/// <summary>Reads client certificates, and finds out at once what would otherwise fail silently in a handshake.</summary>
internal static class ClientCertificates
{
    /// <exception cref="CryptographicException">No PEM, no matching pair, or a key that may not sign.</exception>
    public static X509Certificate2 FromPem(string certificate, string key)
    {
        X509Certificate2 combined;
        try
        {
            combined = X509Certificate2.CreateFromPem(certificate, key);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new CryptographicException(
                $"certificate and key are no matching PEM pair: {exception.Message}",
                exception
            );
        }
        // .NET silently sends no client certificate whose key usage leaves out signing.
        var usage = combined.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault();
        return usage is null || usage.KeyUsages.HasFlag(X509KeyUsageFlags.DigitalSignature)
            ? combined
            : throw new CryptographicException("the certificate's key usage does not allow digital signatures");
    }

    /// <exception cref="CryptographicException">No PEM certificate in it.</exception>
    public static X509Certificate2Collection AuthoritiesFromPem(string pem)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(pem);
        }
        catch (CryptographicException exception)
        {
            throw new CryptographicException($"is no PEM certificate: {exception.Message}", exception);
        }
        return authorities.Count > 0 ? authorities : throw new CryptographicException("holds no PEM certificate");
    }
}
