using System.Globalization;
using System.Text;
using Graft.Api.Kubernetes;

namespace Graft.Kubernetes.Webhooks;

/// <summary>Keeps certificates in a Secret, which all replicas of a server share.</summary>
public sealed class SecretCertificateStore(IKubernetesClient client, ObjectKey secret) : ICertificateStore
{
    private const string Authority = "ca.crt";
    private const string AuthorityKey = "ca.key";
    private const string Certificate = "tls.crt";
    private const string CertificateKey = "tls.key";
    private const string PreviousAuthority = "previous-ca.crt";
    private const string PreviousUntil = "previous-ca.until";

    public async Task<ServingCertificateBundle?> LoadAsync(CancellationToken cancellationToken)
    {
        var stored = await client.FindAsync<Secret>(secret, cancellationToken);
        return
            stored?.GetText(Authority) is { } authority
            && stored.GetText(AuthorityKey) is { } authorityKey
            && stored.GetText(Certificate) is { } certificate
            && stored.GetText(CertificateKey) is { } certificateKey
            ? new ServingCertificateBundle
            {
                Authority = authority,
                AuthorityKey = authorityKey,
                Certificate = certificate,
                CertificateKey = certificateKey,
                PreviousAuthority = stored.GetText(PreviousAuthority),
                PreviousUntil = DateTimeOffset.TryParse(
                    stored.GetText(PreviousUntil),
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal,
                    out var until
                )
                    ? until
                    : null,
            }
            : null;
    }

    public Task SaveAsync(ServingCertificateBundle bundle, CancellationToken cancellationToken)
    {
        var data = new SortedDictionary<string, byte[]>(StringComparer.Ordinal)
        {
            [Authority] = Encoding.UTF8.GetBytes(bundle.Authority),
            [AuthorityKey] = Encoding.UTF8.GetBytes(bundle.AuthorityKey),
            [Certificate] = Encoding.UTF8.GetBytes(bundle.Certificate),
            [CertificateKey] = Encoding.UTF8.GetBytes(bundle.CertificateKey),
        };
        if (bundle.PreviousAuthority is { } previous && bundle.PreviousUntil is { } until)
        {
            data[PreviousAuthority] = Encoding.UTF8.GetBytes(previous);
            data[PreviousUntil] = Encoding.UTF8.GetBytes(until.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        }
        return client.CreateOrPatchAsync<Secret>(
            secret,
            current => (current ?? NewSecret()) with { Data = data },
            cancellationToken
        );
    }

    private Secret NewSecret() =>
        new()
        {
            Metadata = new() { Name = secret.Name, Namespace = secret.Namespace },
            Type = "Opaque",
        };
}
