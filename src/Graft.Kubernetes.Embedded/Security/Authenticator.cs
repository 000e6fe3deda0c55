using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Graft.Kubernetes.Embedded.Security;

/// <summary>Says who makes a request: by client certificate, by the admin's token, or by a service account's.</summary>
internal sealed class Authenticator(ClientCertificates certificates, string adminToken, ServiceAccountTokens tokens)
{
    public const string AdminName = "graft-admin";

    private const string Scheme = "Bearer ";

    private readonly byte[] _adminToken = Encoding.UTF8.GetBytes(adminToken);

    /// <summary>
    /// <see cref="UserInfo.Anonymous"/> where the request says nothing of its maker; null where it says what cannot be
    /// believed.
    /// </summary>
    public async ValueTask<UserInfo?> AuthenticateAsync(HttpContext http, string cluster)
    {
        var certificate = await http.Connection.GetClientCertificateAsync(http.RequestAborted);
        if (certificate is not null && certificates.Check(certificate) is { } bearer)
        {
            return bearer;
        }
        var header = http.Request.Headers.Authorization.ToString();
        var token = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : "";
        if (token.Length > 0)
        {
            return CheckToken(token, cluster);
        }
        return certificate is null ? UserInfo.Anonymous : null;
    }

    /// <summary>Whose a token is; null where it is nobody's.</summary>
    public UserInfo? CheckToken(string token, string cluster)
    {
        var isAdmin = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), _adminToken);
        return isAdmin
            ? new UserInfo(AdminName, [UserInfo.Masters, UserInfo.Authenticated])
            : tokens.Check(cluster, token);
    }
}
