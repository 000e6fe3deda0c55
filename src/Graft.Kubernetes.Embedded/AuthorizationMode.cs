namespace Graft.Kubernetes.Embedded;

/// <summary>Who may do what in a cluster.</summary>
public enum AuthorizationMode
{
    /// <summary>What roles and bindings grant, as in kube-apiserver; the group <c>system:masters</c> may do everything.</summary>
    Rbac,

    /// <summary>Everybody who is authenticated may do everything; anonymous requests are refused.</summary>
    AlwaysAllow,
}
