using System.Globalization;

namespace RealNode.Containerd;

/// <summary>The smallest configurations with which containerd runs pods on a private node.</summary>
internal static class Configurations
{
    /// <summary>The newest that every release reads.</summary>
    public static string Common => Of(2);

    /// <param name="version">1 to 4; version 1 is the one of files that name none.</param>
    public static string Of(int version) =>
        version switch
        {
            // Root may lack the capability that lowers a process's oom_score_adj.
            1 => $"""
                [plugins.cri]
                  restrict_oom_score_adj = true
                  sandbox_image = "{PrivateNode.PauseImage}"

                """,
            2 => $"""
                version = 2

                [plugins."io.containerd.grpc.v1.cri"]
                  restrict_oom_score_adj = true
                  sandbox_image = "{PrivateNode.PauseImage}"

                """,
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"""
                version = {version}

                [plugins.'io.containerd.cri.v1.images'.pinned_images]
                  sandbox = '{PrivateNode.PauseImage}'

                [plugins.'io.containerd.cri.v1.runtime']
                  restrict_oom_score_adj = true

                """
            ),
        };
}
