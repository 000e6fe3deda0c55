using Graft.Api.Gardener;
using Graft.Gardenlet.Rendering.Pools;
using Graft.Gardenlet.Rendering.Shell;
using Graft.Gardenlet.Rendering.Systemd;

namespace Graft.Gardenlet.Rendering.OperatingSystem;

/// <summary>The first thing that runs on a new machine: it takes the node agent out of its image and starts it.</summary>
internal static class NodeInit
{
    private const string ScriptPath = $"{NodeAgent.Directory}/init.sh";

    public static SystemdUnit Unit =>
        new()
        {
            Name = "gardener-node-init.service",
            Command = "start",
            Enable = true,
            Content = new UnitFile()
                .Section(
                    "Unit",
                    ("Description", "Installs the Gardener node agent from its image and bootstraps it"),
                    ("After", "network-online.target"),
                    ("Wants", "network-online.target"),
                    ("StartLimitIntervalSec", "0")
                )
                .Section(
                    "Service",
                    ("Type", "simple"),
                    ("Restart", "on-failure"),
                    ("RestartSec", "5"),
                    ("EnvironmentFile", "/etc/environment"),
                    ("ExecStart", ScriptPath)
                )
                .Section("Install", ("WantedBy", "multi-user.target"))
                .ToString(),
            FilePaths = [ScriptPath],
        };

    public static IReadOnlyList<OperatingSystemFile> Files(ShootPool pool, ShootEndpoint endpoint) =>
        [
            NodeFile.Placeholder(NodeAgent.BootstrapTokenPath, NodeFile.Private, "<<BOOTSTRAP_TOKEN>>"),
            NodeFile.Placeholder(NodeAgent.MachineNamePath, NodeFile.Private, "<<MACHINE_NAME>>"),
            NodeAgent.Configuration(pool, endpoint),
            NodeFile.Text(ScriptPath, NodeFile.Executable, Script(pool, endpoint)),
        ];

    private static string Script(ShootPool pool, ShootEndpoint endpoint) =>
        ShellScript.Write(
            (pool.IsContainerd ? FetchWithContainerd : FetchWithDocker) + Install,
            ("IMAGE", endpoint.Options.NodeAgentImage),
            ("PATH_IN_IMAGE", NodeAgent.PathInImage),
            ("PROGRAM", NodeAgent.Program),
            ("CONFIGURATION", NodeAgent.ConfigurationPath)
        );

    private const string FetchWithContainerd = """
        fetch() {
          ctr --namespace k8s.io images pull --hosts-dir /etc/containerd/certs.d "$IMAGE" || return
          ctr --namespace k8s.io images mount "$IMAGE" "$work/image" || return
          cp "$work/image$PATH_IN_IMAGE" "$work/program"
        }

        clean_up() {
          ctr --namespace k8s.io images unmount "$work/image" >/dev/null 2>&1
          rm -rf "$work/program"
          rmdir "$work/image" "$work"
        }

        """;

    private const string FetchWithDocker = """
        fetch() {
          docker pull "$IMAGE" || return
          container=$(docker create "$IMAGE") || return
          docker cp "$container:$PATH_IN_IMAGE" "$work/program"
        }

        clean_up() {
          [ -z "${container:-}" ] || docker rm "$container" >/dev/null 2>&1
          rm -rf "$work/program"
          rmdir "$work/image" "$work"
        }

        """;

    // The rename puts the program in place whole, also while an older one is running.
    private const string Install = """

        work=$(mktemp -d) && mkdir "$work/image" || exit 1
        trap clean_up EXIT

        until fetch; do
          echo "could not fetch $IMAGE, trying again in 5 seconds"
          sleep 5
        done

        mkdir -p "${PROGRAM%/*}" \
          && cp "$work/program" "$PROGRAM.new" \
          && chmod 0755 "$PROGRAM.new" \
          && mv -f "$PROGRAM.new" "$PROGRAM" \
          || exit 1

        "$PROGRAM" bootstrap --config="$CONFIGURATION"
        """;
}
