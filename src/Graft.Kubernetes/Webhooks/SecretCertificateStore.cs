using System.Globalization;
using System.Text;
using Graft.Api.Kubernetes;

namespace Graft.Kubernetes.Webhooks;

/// <summary>
/// Keeps certificates in a Secret, which all replicas of a server share. Every write names the version that it replaces, so
/// that of two replicas that renew at once one wins and the other takes over what it wrote. Keys of the Secret that are not
/// its own are kept. <c>ca.crt</c>, <c>tls.crt</c> and <c>tls.key</c> have the names that Secrets of type
/// <c>kubernetes.io/tls</c> give them.
/// </summary>
public sealed class SecretCertificateStore(IKubernetesClient client, ObjectKey secret) : ICertificateStore
{
    private const string Authority = "ca.crt";
    private const string AuthorityKey = "ca.key";
    private const string Certificate = "tls.crt";
    private const string CertificateKey = "tls.key";
    private const string NextAuthority = "next-ca.crt";
    private const string NextAuthorityKey = "next-ca.key";
    private const string NextPublished = "next-ca.published";
    private const string PreviousAuthority = "previous-ca.crt";
    private const string PreviousUntil = "previous-ca.until";

    /// <inheritdoc/>
    public async Task<StoredCertificates> LoadAsync(CancellationToken cancellationToken)
    {
        var stored = await client.FindAsync<Secret>(secret, cancellationToken);
        return new StoredCertificates(stored is null ? null : BundleOf(stored), stored?.Metadata.ResourceVersion);
    }

    /// <inheritdoc/>
    public async Task<bool> TrySaveAsync(
        ServingCertificateBundle bundle,
        string? version,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (version is null)
            {
                var made = new Secret
                {
                    Metadata = new() { Name = secret.Name, Namespace = secret.Namespace },
                    Type = "Opaque",
                    Data = DataOf(bundle, new Dictionary<string, byte[]>(StringComparer.Ordinal)),
                };
                await client.CreateAsync(made, cancellationToken);
                return true;
            }
            var current = await client.FindAsync<Secret>(secret, cancellationToken);
            if (current?.Metadata.ResourceVersion != version)
            {
                return false;
            }
            var data = current.Data ?? new Dictionary<string, byte[]>(StringComparer.Ordinal);
            await client.ReplaceAsync(current with { Data = DataOf(bundle, data) }, cancellationToken);
            return true;
        }
        catch (KubernetesException exception)
            when (exception.IsConflict || exception.IsAlreadyExists || exception.IsNotFound && version is not null)
        {
            return false;
        }
    }

    private static ServingCertificateBundle? BundleOf(Secret stored) =>
        stored.GetText(Authority) is { } authority
        && stored.GetText(AuthorityKey) is { } authorityKey
        && stored.GetText(Certificate) is { } certificate
        && stored.GetText(CertificateKey) is { } certificateKey
            ? new ServingCertificateBundle
            {
                Authority = authority,
                AuthorityKey = authorityKey,
                Certificate = certificate,
                CertificateKey = certificateKey,
                NextAuthority = stored.GetText(NextAuthority),
                NextAuthorityKey = stored.GetText(NextAuthorityKey),
                NextPublished = Time(stored.GetText(NextPublished)),
                PreviousAuthority = stored.GetText(PreviousAuthority),
                PreviousUntil = Time(stored.GetText(PreviousUntil)),
            }
            : null;

    private static SortedDictionary<string, byte[]> DataOf(
        ServingCertificateBundle bundle,
        IReadOnlyDictionary<string, byte[]> current
    )
    {
        var data = new SortedDictionary<string, byte[]>(current.ToDictionary(), StringComparer.Ordinal);
        Set(Authority, bundle.Authority);
        Set(AuthorityKey, bundle.AuthorityKey);
        Set(Certificate, bundle.Certificate);
        Set(CertificateKey, bundle.CertificateKey);
        Set(NextAuthority, bundle.NextAuthority);
        Set(NextAuthorityKey, bundle.NextAuthorityKey);
        Set(NextPublished, Text(bundle.NextPublished));
        Set(PreviousAuthority, bundle.PreviousAuthority);
        Set(PreviousUntil, Text(bundle.PreviousUntil));
        return data;

        void Set(string key, string? value)
        {
            if (value is null)
            {
                data.Remove(key);
            }
            else
            {
                data[key] = Encoding.UTF8.GetBytes(value);
            }
        }
    }

    private static string? Text(DateTimeOffset? time) => time?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;
}
