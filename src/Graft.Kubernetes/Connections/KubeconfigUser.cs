using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Graft.Kubernetes.Connections;

/// <summary>Reads a kubeconfig's user: who the caller is, and as whom it acts.</summary>
internal static class KubeconfigUser
{
    private const string Certificate = "client-certificate";
    private const string Key = "client-key";

    public static ClusterConnection Apply(
        ClusterConnection connection,
        string name,
        KubeconfigEntry user,
        KubeconfigEntry cluster
    )
    {
        user.Refuse("auth-provider", "auth providers are not supported; use exec");
        var (token, tokenFile, username) = (Given(user, "token"), user.Path("tokenFile"), Given(user, "username"));
        if (token is not null && username is not null)
        {
            throw user.Error("username", "is given besides token, but only one way to authenticate is allowed");
        }
        if (tokenFile is not null && token is null && !File.Exists(tokenFile))
        {
            throw user.Error("tokenFile", $"there is no file {tokenFile}");
        }
        var certificate = ClientCertificate(user);
        return connection with
        {
            ClientCertificate = certificate,
            ClientCertificateFiles =
                certificate is not null && user.Path(Certificate) is { } file && user.Path(Key) is { } key
                    ? new ClientCertificateFiles(file, key)
                    : null,
            Token = token,
            TokenFile = tokenFile,
            Username = username,
            Password = user.Text("password"),
            Exec = KubeconfigExec.Read(name, user, cluster),
            Impersonate = Impersonated(user),
        };
    }

    private static string? Given(KubeconfigEntry user, string name) =>
        user.Text(name) is { Length: > 0 } text ? text : null;

    private static X509Certificate2? ClientCertificate(KubeconfigEntry user)
    {
        var (certificateField, certificate) = user.DataOrFile(Certificate);
        var (keyField, key) = user.DataOrFile(Key);
        return (certificate, key) switch
        {
            (null, null) => null,
            (null, _) => throw user.Error("client-certificate-data", $"is missing, but {keyField} is there"),
            (_, null) => throw user.Error("client-key-data", $"is missing, but {certificateField} is there"),
            _ => Combine(user, certificateField, certificate, key),
        };
    }

    private static X509Certificate2 Combine(KubeconfigEntry user, string field, string certificate, string key)
    {
        try
        {
            return ClientCertificates.FromPem(certificate, key);
        }
        catch (CryptographicException exception)
        {
            throw user.Error(field, exception.Message, exception);
        }
    }

    private static Impersonation? Impersonated(KubeconfigEntry user)
    {
        var (uid, groups, extra) = (Given(user, "as-uid"), user.Texts("as-groups"), user.Object("as-user-extra", null));
        if (Given(user, "as") is not { } name)
        {
            return uid is null && groups.Count == 0 && extra is null
                ? null
                : throw user.Error("as", "is missing, but as-uid, as-groups or as-user-extra is there");
        }
        return new Impersonation
        {
            User = name,
            Uid = uid,
            Groups = groups,
            Extra =
                extra?.Content.ToDictionary(
                    member => member.Key,
                    member => extra.Texts(member.Key),
                    StringComparer.Ordinal
                )
                ?? [],
        };
    }
}
