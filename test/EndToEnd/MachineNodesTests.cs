using Graft.Testing;

namespace Graft.EndToEnd;

/// <summary>
/// A node that is a real machine: the sample runtime is installed there by its extension, and pods that kubectl applies run
/// under it.
/// </summary>
public sealed class MachineNodesTests(MachineNodesTests.Landscape landscape)
    : IClassFixture<MachineNodesTests.Landscape>
{
    private const string Context = "shoot--local--crun";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pod_with_a_runtime_class_runs_through_containerd_and_its_log_is_there()
    {
        Assert.SkipWhen(landscape.Missing is not null, landscape.Missing ?? "");
        await KubectlAsync($"apply -f {Repository.File("samples", "crun", "pod.yaml")}");
        await KubectlAsync("wait --for=jsonpath={.status.phase}=Succeeded pod/hello --timeout=120s");

        Assert.Equal("Hello from hello", (await KubectlAsync("logs hello")).Trim());
        await KubectlAsync("delete pod hello --wait --timeout=60s");
    }

    [Fact]
    public async Task The_handler_of_the_runtime_class_is_what_runs_the_containers()
    {
        Assert.SkipWhen(landscape.Missing is not null, landscape.Missing ?? "");
        await RunAsync("under-crun", "crun");
        await RunAsync("under-default", runtimeClass: null);

        // crun keeps its state in a file named status, runc in state.json.
        Assert.Equal(["status"], await StateFilesAsync("under-crun"));
        Assert.Equal(["state.json"], await StateFilesAsync("under-default"));
        await KubectlAsync("delete pod under-crun under-default --wait --timeout=60s");
    }

    [Fact]
    public async Task An_image_that_is_not_on_the_node_is_named_in_the_status_of_the_pod()
    {
        Assert.SkipWhen(landscape.Missing is not null, landscape.Missing ?? "");
        await KubectlAsync("run strange --image=registry.invalid/strange:1");
        await KubectlAsync(
            "wait --for=jsonpath={.status.containerStatuses[0].state.waiting.reason}=CreateContainerConfigError pod/strange --timeout=60s"
        );

        var message = await KubectlAsync(
            "get pod strange -o=jsonpath={.status.containerStatuses[0].state.waiting.message}"
        );
        Assert.StartsWith("the image \"registry.invalid/strange:1\" is not on ", message, StringComparison.Ordinal);
        await KubectlAsync("delete pod strange --wait --timeout=60s");
    }

    [Fact]
    public async Task The_admission_component_of_the_sample_judges_Shoots_with_its_runtime()
    {
        Assert.SkipWhen(landscape.Missing is not null, landscape.Missing ?? "");
        const string Patch =
            """[{"op":"add","path":"/spec/provider/workers/0/cri/containerRuntimes/0/providerConfig","value":{"kind":"A"}}]""";
        var refusal = (
            await landscape.Kubectl.RunAsync("garden", $"patch shoot crun -n garden-local --type=json -p {Patch}")
        ).Failed();

        Assert.Contains(
            "spec.provider.workers[0].cri.containerRuntimes[0].providerConfig: Forbidden: crun takes no configuration",
            refusal,
            StringComparison.Ordinal
        );
    }

    private async Task RunAsync(string name, string? runtimeClass)
    {
        var manifest = $"""
            apiVersion: v1
            kind: Pod
            metadata:
              name: {name}
              namespace: default
            spec:
              runtimeClassName: {runtimeClass ?? "null"}
              terminationGracePeriodSeconds: 0
              containers:
                - name: c
                  image: busybox
                  command: [sleep, "3600"]
            """;
        (await landscape.Kubectl.RunAsync(Context, "apply -f -", manifest)).Succeeded();
        await KubectlAsync($"wait --for=condition=Ready pod/{name} --timeout=120s");
    }

    private async Task<IEnumerable<string>> StateFilesAsync(string pod)
    {
        var id = await KubectlAsync($"get pod {pod} -o=jsonpath={{.status.containerStatuses[0].containerID}}");
        var node = await KubectlAsync($"get pod {pod} -o=jsonpath={{.spec.nodeName}}");
        var leader = (
            await File.ReadAllTextAsync(Path.Combine(landscape.Data, "nodes", node, "leader.pid"), Cancellation)
        ).Split((char[])[' ', '\n'])[0];
        var state =
            $"/proc/{leader}/root/run/containerd/runc/k8s.io/{id.Replace("containerd://", "", StringComparison.Ordinal)}";
        return Directory
            .GetFiles(state)
            .Select(file => Path.GetFileName(file))
            .Where(file => file is "status" or "state.json");
    }

    private async Task<string> KubectlAsync(string arguments) =>
        (await landscape.Kubectl.RunAsync(Context, $"--namespace=default {arguments}")).Succeeded();

    public sealed class Landscape() : RunningLandscape("samples/crun/shoot.yaml")
    {
        private static readonly string[] s_programs = ["mmdebstrap", "systemd-nspawn", "crun"];

        /// <summary>What this computer lacks for machines; null where it lacks nothing.</summary>
        public string? Missing { get; } = FindMissing();

        public override ValueTask InitializeAsync() =>
            Missing is null ? base.InitializeAsync() : ValueTask.CompletedTask;

        protected override async Task<IReadOnlyList<string>> MoreArgumentsAsync()
        {
            await PublishedInstaller.GetAsync(Cancellation);
            var payload = Directory.CreateDirectory(Path.Combine(Scratch, "crun")).FullName;
            File.Copy("/usr/bin/crun", Path.Combine(payload, "crun"));
            return
            [
                "--nodes=machine",
                $"--payload=crun={payload}",
                $"--extension={ProgramOf("graft-runtime-crun")}",
                $"--admission={ProgramOf("graft-admission-crun")}",
            ];
        }

        private static string? FindMissing()
        {
            if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            {
                return "machines need Linux and root";
            }
            var missing = s_programs.Where(program => !File.Exists($"/usr/bin/{program}")).ToList();
            return missing.Count == 0 ? null : $"machines need {string.Join(" and ", missing)}";
        }
    }
}
