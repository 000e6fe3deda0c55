using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;

namespace Graft.Kubernetes.Embedded.Security;

/// <summary>Makes users of client certificates: the common name is the user, the organizations are the groups.</summary>
internal sealed class ClientCertificates(CertificateAuthority authority)
{
    private const string Organization = "2.5.4.10";

    // A connection shows the same certificate with each of its requests.
    private readonly ConditionalWeakTable<X509Certificate2, StrongBox<UserInfo?>> _known = [];

    /// <summary>Null where the certificate is not of the authority, or not in force.</summary>
    public UserInfo? Check(X509Certificate2 certificate)
    {
        var user = _known.GetValue(certificate, each => new StrongBox<UserInfo?>(Read(each))).Value;
        return user is not null && authority.IsInForce(certificate) ? user : null;
    }

    private UserInfo? Read(X509Certificate2 certificate)
    {
        var name = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        if (name.Length == 0 || !authority.Signed(certificate))
        {
            return null;
        }
        var groups = new List<string>();
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            if (part.GetSingleElementType().Value == Organization)
            {
                groups.Add(part.GetSingleElementValue() ?? "");
            }
        }
        groups.Add(UserInfo.Authenticated);
        return new UserInfo(name, groups);
    }
}
