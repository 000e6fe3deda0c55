using System.Security.Cryptography;
using System.Text;
using Graft.Kubernetes.Embedded.ServiceAccounts;
using Microsoft.AspNetCore.Http;

namespace Graft.Kubernetes.Embedded.Security;

/// <summary>Says who makes a request: by client certificate, by the admin's token, or by a service account's.</summary>
internal sealed class Authenticator(ControlPlaneIdentity identity, ServiceAccountTokens tokens)
{
    public const string AdminName = "graft-admin";

    private const string Scheme = "Bearer ";

    private static readonly UserInfo Administrator = new(AdminName, [UserInfo.Masters, UserInfo.Authenticated]);

    private readonly byte[] _adminToken = Encoding.UTF8.GetBytes(identity.AdminToken);

    /// <summary>
    /// <see cref="UserInfo.Anonymous"/> where the request says nothing of its maker; null where it says what cannot be
    /// believed.
    /// </summary>
    public async ValueTask<UserInfo?> AuthenticateAsync(HttpContext http)
    {
        var certificate = await http.Connection.GetClientCertificateAsync(http.RequestAborted);
        if (certificate is not null && identity.Certificates.Check(certificate) is { } bearer)
        {
            return bearer;
        }
        var header = http.Request.Headers.Authorization.ToString();
        var token = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : "";
        if (token.Length > 0)
        {
            return CheckToken(token, []).User;
        }
        return certificate is null ? UserInfo.Anonymous : null;
    }

    /// <summary>Whose a token is; the administrator's is for any audience.</summary>
    public TokenVerdict CheckToken(string token, IReadOnlyList<string> audiences) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), _adminToken)
            ? new TokenVerdict(Administrator) { Audiences = audiences }
            : tokens.Check(token, audiences);
}
