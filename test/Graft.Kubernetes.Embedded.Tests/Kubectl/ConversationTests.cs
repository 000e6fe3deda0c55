using Graft.Testing;

namespace Graft.Kubernetes.Embedded.Tests.Kubectl;

/// <summary>
/// Whole conversations with the server. Each is a shell script under <c>testdata/kubectl</c>, of which every line is a
/// step; what the steps print must be what stands beside it. A kubectl that prints something else in good faith has a file of
/// its own: <c>get.1.27.txt</c> beside <c>get.txt</c>.
/// </summary>
public sealed class ConversationTests(KubectlCluster fixture)
{
    private const string Project = "Graft.Kubernetes.Embedded.Tests";

    [Theory]
    [MemberData(nameof(KubectlBinaries.Some), MemberType = typeof(KubectlBinaries))]
    public Task Objects_are_shown_in_all_forms(string version) => HoldAsync("get", version);

    [Theory]
    [MemberData(nameof(KubectlBinaries.Some), MemberType = typeof(KubectlBinaries))]
    public Task Every_kind_is_shown_and_described(string version) => HoldAsync("kinds", version);

    [Theory]
    [MemberData(nameof(KubectlBinaries.Some), MemberType = typeof(KubectlBinaries))]
    public Task Every_kind_is_explained(string version) => HoldAsync("explain", version);

    [Theory]
    [MemberData(nameof(KubectlBinaries.Some), MemberType = typeof(KubectlBinaries))]
    public Task Every_generator_creates(string version) => HoldAsync("create", version);

    [Theory]
    [MemberData(nameof(KubectlBinaries.Some), MemberType = typeof(KubectlBinaries))]
    public Task Objects_are_applied_from_files_sets_and_kustomizations(string version) => HoldAsync("apply", version);

    [Theory]
    [MemberData(nameof(KubectlBinaries.Some), MemberType = typeof(KubectlBinaries))]
    public Task Objects_are_changed_in_place(string version) => HoldAsync("change", version);

    [Theory]
    [MemberData(nameof(KubectlBinaries.Some), MemberType = typeof(KubectlBinaries))]
    public Task Objects_are_deleted_and_waited_for(string version) => HoldAsync("delete", version);

    [Theory]
    [MemberData(nameof(KubectlBinaries.Some), MemberType = typeof(KubectlBinaries))]
    public Task Daemon_sets_are_rolled_out_and_back(string version) => HoldAsync("rollout", version);

    [Theory]
    [MemberData(nameof(KubectlBinaries.Some), MemberType = typeof(KubectlBinaries))]
    public Task Nodes_are_cordoned_drained_and_tainted(string version) => HoldAsync("nodes", version);

    [Theory]
    [MemberData(nameof(KubectlBinaries.Some), MemberType = typeof(KubectlBinaries))]
    public Task The_server_says_what_it_is(string version) => HoldAsync("server", version);

    [Theory]
    [MemberData(nameof(KubectlBinaries.Some), MemberType = typeof(KubectlBinaries))]
    public Task Logs_are_read_and_what_needs_a_kubelet_is_refused_in_words(string version) =>
        HoldAsync("pods", version);

    private async Task HoldAsync(string name, string version)
    {
        using var session = await KubectlSession.StartAsync(fixture.Cluster, version);
        var script = await File.ReadAllLinesAsync(
            Repository.File("test", Project, "testdata", "kubectl", $"{name}.sh"),
            TestContext.Current.CancellationToken
        );
        var steps = new List<(string Line, string Output, int ExitCode)>();
        foreach (var line in script.Where(line => line.Length > 0 && line[0] != '#'))
        {
            var isSilent = line[0] == ' ';
            var (output, exitCode) = await session.RunShellAsync(line, fixture.TestData);
            if (!isSilent)
            {
                steps.Add((line, output, exitCode));
            }
        }
        var own = $"kubectl/{name}.{version.Replace("kubectl.", "", StringComparison.Ordinal)}.txt";
        var isSpecial = File.Exists(Repository.File("test", Project, "testdata", own));
        Golden.Verify(Project, isSpecial ? own : $"kubectl/{name}.txt", Transcript.Of(steps, session));
    }
}
