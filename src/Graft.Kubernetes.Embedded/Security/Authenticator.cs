using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Graft.Kubernetes.Embedded.Security;

/// <summary>Says who makes a request: by client certificate, by the admin's token, or by a service account's.</summary>
internal sealed class Authenticator(CertificateAuthority authority, string adminToken, ServiceAccountTokens tokens)
{
    public const string AdminName = "graft-admin";

    public const string AdminGroup = "system:masters";

    /// <summary>
    /// Whom the certificates of open connections make their bearers. Building a chain takes longer than many a request.
    /// </summary>
    private readonly ConditionalWeakTable<X509Certificate2, UserInfo> _bearers = [];

    /// <summary>Null where the request says nothing of its maker, or nothing that can be believed.</summary>
    public async ValueTask<UserInfo?> AuthenticateAsync(HttpContext http, string cluster)
    {
        if (http.Request.Headers.Authorization.ToString() is { Length: > 0 } header)
        {
            return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
                ? ByToken(header["Bearer ".Length..].Trim(), cluster)
                : null;
        }
        var certificate = await http.Connection.GetClientCertificateAsync(http.RequestAborted);
        return certificate is null ? null : ByCertificate(certificate);
    }

    private UserInfo? ByToken(string token, string cluster)
    {
        var isAdmin = CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(token),
            Encoding.UTF8.GetBytes(adminToken)
        );
        return isAdmin ? new UserInfo(AdminName, [AdminGroup, "system:authenticated"]) : tokens.Check(cluster, token);
    }

    private UserInfo? ByCertificate(X509Certificate2 certificate)
    {
        if (_bearers.TryGetValue(certificate, out var known))
        {
            return authority.IsInForce(certificate) ? known : null;
        }
        if (Bearer(certificate) is not { } bearer)
        {
            return null;
        }
        _bearers.AddOrUpdate(certificate, bearer);
        return bearer;
    }

    private UserInfo? Bearer(X509Certificate2 certificate)
    {
        if (!authority.Signed(certificate))
        {
            return null;
        }
        var groups = new List<string>();
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            if (part.GetSingleElementType().Value == "2.5.4.10")
            {
                groups.Add(part.GetSingleElementValue() ?? "");
            }
        }
        groups.Add("system:authenticated");
        return new UserInfo(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false), groups);
    }
}
