using Graft.Kubernetes.Embedded.Security;

namespace Graft.Kubernetes.Embedded.ServiceAccounts;

/// <summary>What a token says of its bearer.</summary>
/// <param name="User">Who bears it; null where it cannot be believed.</param>
internal sealed record TokenVerdict(UserInfo? User)
{
    private const string Invalid = "invalid bearer token";

    public static readonly TokenVerdict Unknown = new((UserInfo?)null) { Error = Invalid };

    /// <summary>For whom it is meant, among those that were asked for.</summary>
    public IReadOnlyList<string> Audiences { get; init; } = [];

    /// <summary>Why it cannot be believed; empty where it can.</summary>
    public string Error { get; init; } = "";

    public static TokenVerdict Refused(string why) => new((UserInfo?)null) { Error = $"[{Invalid}, {why}]" };
}
