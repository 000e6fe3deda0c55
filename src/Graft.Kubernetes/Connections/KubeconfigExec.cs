using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Connections;

/// <summary>Reads the <c>exec</c> member of a kubeconfig's user.</summary>
internal static class KubeconfigExec
{
    private const string Extension = "client.authentication.k8s.io/exec";

    public static ExecCredentialPlugin? Read(string userName, KubeconfigEntry user, KubeconfigEntry cluster)
    {
        if (user.Object("exec", null) is not { } exec)
        {
            return null;
        }
        var version = exec.RequiredText("apiVersion");
        if (version is not (ExecCredentialDocument.Version1 or ExecCredentialDocument.Version1Beta1))
        {
            throw exec.Error(
                "apiVersion",
                $"\"{version}\" is neither {ExecCredentialDocument.Version1} nor {ExecCredentialDocument.Version1Beta1}"
            );
        }
        return new ExecCredentialPlugin
        {
            Command = Command(exec),
            Arguments = exec.Texts("args"),
            Environment = Variables(exec),
            ApiVersion = version,
            InstallHint = exec.Text("installHint"),
            ProvideClusterInfo = exec.Flag("provideClusterInfo"),
            InteractiveMode = Mode(exec, version),
            ClusterConfiguration = Configuration(cluster),
            Source = $"{exec.File}: {exec.Field}: user \"{userName}\"",
        };
    }

    /// <summary>A path is relative to the kubeconfig; a bare name is looked for on <c>PATH</c>.</summary>
    private static string Command(KubeconfigEntry exec)
    {
        var command = exec.RequiredText("command");
        return command.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? exec.Path("command")!
            : command;
    }

    private static Dictionary<string, string> Variables(KubeconfigEntry exec)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var variable in exec.Items("env"))
        {
            variables[variable.RequiredText("name")] = variable.Text("value") ?? "";
        }
        return variables;
    }

    private static ExecInteractiveMode Mode(KubeconfigEntry exec, string version) =>
        exec.Text("interactiveMode") switch
        {
            "IfAvailable" => ExecInteractiveMode.IfAvailable,
            "Always" => ExecInteractiveMode.Always,
            "Never" => ExecInteractiveMode.Never,
            null or "" when version == ExecCredentialDocument.Version1Beta1 => ExecInteractiveMode.IfAvailable,
            null or "" => throw exec.Error("interactiveMode", "is missing (Never, IfAvailable or Always)"),
            var other => throw exec.Error("interactiveMode", $"\"{other}\" is none of Never, IfAvailable and Always"),
        };

    private static JsonNode? Configuration(KubeconfigEntry cluster) =>
        cluster
            .Items("extensions")
            .Where(extension => extension.Text("name") == Extension)
            .Select(extension => extension.Content["extension"]?.DeepClone())
            .FirstOrDefault();
}
