using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Connections;

/// <summary>
/// A program that prints the caller's credentials, by the <c>client.authentication.k8s.io</c> protocol. It is run when
/// credentials are first needed, again shortly before they expire, and once when the server refuses them; never twice at
/// a time.
/// </summary>
public sealed record ExecCredentialPlugin
{
    /// <summary>A path, or a name to look for on <c>PATH</c>; the working directory is never searched.</summary>
    public required string Command { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Added to this process' environment; a variable of the same name is replaced.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary><c>client.authentication.k8s.io/v1</c> (default) or <c>/v1beta1</c>; the program must answer in the same.</summary>
    public string ApiVersion { get; init; } = ExecCredentialDocument.Version1;

    /// <summary>Told to the user when the program is not there.</summary>
    public string? InstallHint { get; init; }

    /// <summary>Whether the program is told which cluster the credentials are for; default false.</summary>
    public bool ProvideClusterInfo { get; init; }

    /// <summary>Default <see cref="ExecInteractiveMode.IfAvailable"/>.</summary>
    public ExecInteractiveMode InteractiveMode { get; init; }

    /// <summary>
    /// Given to the program with the cluster's address: the cluster's extension <c>client.authentication.k8s.io/exec</c>.
    /// </summary>
    public JsonNode? ClusterConfiguration { get; init; }

    /// <summary>Where the program was configured, for messages: file, field and user.</summary>
    public string Source { get; init; } = "exec";
}
