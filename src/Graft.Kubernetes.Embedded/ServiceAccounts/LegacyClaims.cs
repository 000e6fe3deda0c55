namespace Graft.Kubernetes.Embedded.ServiceAccounts;

/// <summary>The claims of tokens that live in Secrets.</summary>
internal static class LegacyClaims
{
    public const string Prefix = "kubernetes.io/serviceaccount/";

    public const string Secret = Prefix + "secret.name";

    public const string Account = Prefix + "service-account.name";

    public const string Uid = Prefix + "service-account.uid";
}
