using Graft.Api.Gardener;
using Graft.Extensions.Admission;
using Graft.Runtimes.GVisor.Admission;

namespace Graft.Runtimes.GVisor.Tests.Admission;

public sealed class GVisorAdmissionTests
{
    private const string Path = "spec.provider.workers[0].cri.containerRuntimes[0].providerConfig";

    private static readonly ShootValidation s_validation = new(GVisorAdmission.CreateValidators());

    [Theory]
    [InlineData(
        "\"configFlags\":{\"debug\":\"true\",\"net-raw\":\"false\",\"nvproxy\":\"true\",\"panic-signal\":\"6\"}"
    )]
    [InlineData("\"configFlags\":{\"platform\":\"kvm\",\"network\":\"host\",\"overlay2\":\"root:self\"}")]
    [InlineData("\"configFlags\":{\"file-access\":\"shared\",\"overlay2\":\"none\"}")]
    [InlineData("\"handlers\":[{\"name\":\"kvm\",\"configFlags\":{\"platform\":\"kvm\"}},{\"name\":\"debug-1\"}]")]
    [InlineData("\"handlers\":[]")]
    [InlineData("\"testImageTag\":\"v1.2.3\"")]
    public async Task Configurations_that_work_pass(string members)
    {
        Assert.Equal("", await JudgeAsync(null, ShootWith(Samples.Configuration(members))));
    }

    [Theory]
    [InlineData(
        "\"configFlgs\":{}",
        "could not decode provider config: strict decoding error: unknown field \\\"configFlgs\\\""
    )]
    [InlineData(
        "\"configFlags\":{\"rootless\":\"true\"}",
        Path
            + ".configFlags[rootless]: Unsupported value: \"rootless\": supported values: \"debug\", \"file-access\", \"file-access-mounts\", \"net-raw\", \"network\", \"nvproxy\", \"overlay2\", \"panic-signal\", \"platform\""
    )]
    [InlineData(
        "\"configFlags\":{\"platform\":\"ptrace\"}",
        Path + ".configFlags[platform]: Invalid value: \"ptrace\": must be \"kvm\" or \"systrap\""
    )]
    [InlineData(
        "\"configFlags\":{\"file-access\":\"shared\"}",
        Path
            + ".configFlags[file-access]: Invalid value: \"shared\": \"shared\" needs the flag overlay2 with the value \"none\": runsc allows no overlay on shared files"
    )]
    [InlineData(
        "\"configFlags\":{\"overlay2\":\"root:dir=/a\\nb\"}",
        Path
            + ".configFlags[overlay2]: Invalid value: \"root:dir=/a\\nb\": must be \"none\", or \"root\" or \"all\", then a colon, then \"self\", \"memory\" or \"dir=<absolute path>\""
    )]
    [InlineData("\"handlers\":[{}]", Path + ".handlers[0].name: Required value: must name the handler")]
    [InlineData("\"handlers\":[null]", Path + ".handlers[0].name: Required value: must name the handler")]
    [InlineData(
        "\"handlers\":[{\"name\":\"../kvm\"}]",
        Path
            + ".handlers[0].name: Invalid value: \"../kvm\": must be 1 to 32 lower case letters, digits and '-', and begin and end with a letter or digit"
    )]
    [InlineData(
        "\"handlers\":[{\"name\":\"kvm\"},{\"name\":\"kvm\"}]",
        Path + ".handlers[1].name: Duplicate value: \"kvm\""
    )]
    [InlineData(
        "\"handlers\":[{\"name\":\"kvm\",\"configFlags\":{\"net-raw\":\"1\"}}]",
        Path + ".handlers[0].configFlags[net-raw]: Invalid value: \"1\": must be \"true\" or \"false\""
    )]
    [InlineData(
        "\"configFlags\":{\"net-raw\":\"yes\"}",
        Path + ".configFlags[net-raw]: Invalid value: \"yes\": must be \"true\" or \"false\""
    )]
    [InlineData(
        "\"configFlags\":{\"panic-signal\":\"x\"}",
        Path + ".configFlags[panic-signal]: Invalid value: \"x\": must be an integer"
    )]
    [InlineData(
        "\"testImageTag\":\"a b\"",
        Path + ".testImageTag: Invalid value: \"a b\": must be the tag of an image"
    )]
    public async Task Case_59_misspelt_configurations_are_refused_on_creation_and_change(
        string members,
        string expected
    )
    {
        var shoot = ShootWith(Samples.Configuration(members));
        Assert.Contains(Unquoted(expected), Unquoted(await JudgeAsync(null, shoot)), StringComparison.Ordinal);
        Assert.Contains(
            Unquoted(expected),
            Unquoted(await JudgeAsync(ShootWith(null), shoot)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_handler_belongs_to_all_pools_or_to_one()
    {
        var with = Samples.Configuration("\"handlers\":[{\"name\":\"kvm\"}]");
        Assert.Equal("", await JudgeAsync(null, Pools(with, null, null)));
        Assert.Equal("", await JudgeAsync(null, Pools(with, with, with)));
        const string Reason =
            "must be configured in every pool with gvisor or in one only: a runtime class cannot select some of several pools";
        Assert.Equal(
            $"[spec.provider.workers[0].cri.containerRuntimes[0].providerConfig.handlers[0].name: Invalid value: \"kvm\": {Reason}, "
                + $"spec.provider.workers[2].cri.containerRuntimes[0].providerConfig.handlers[0].name: Invalid value: \"kvm\": {Reason}]",
            await JudgeAsync(null, Pools(with, null, with))
        );
    }

    [Fact]
    public async Task Case_59_an_unchanged_specification_is_tolerated()
    {
        var shoot = ShootWith(Samples.Configuration("\"configFlags\":{\"rootless\":\"true\"}"));
        Assert.Equal("", await JudgeAsync(shoot, shoot with { Metadata = new() { Name = "renamed" } }));
    }

    [Fact]
    public async Task Case_59_pools_of_another_type_are_not_judged()
    {
        Assert.Equal("", await JudgeAsync(null, ShootWith("""{"kind":"Nonsense"}""", type: "other")));
    }

    [Fact]
    public async Task Case_58_Shoots_that_are_deleted_or_workerless_pass()
    {
        var wrong = ShootWith("{}");
        Assert.NotEqual("", await JudgeAsync(null, wrong));
        Assert.Equal(
            "",
            await JudgeAsync(null, wrong with { Metadata = new() { DeletionTimestamp = DateTimeOffset.UnixEpoch } })
        );
        Assert.Equal("", await JudgeAsync(null, new Shoot { Spec = new() { Provider = new() { Workers = [] } } }));
    }

    [Fact]
    public async Task Pools_that_are_not_run_by_containerd_are_refused()
    {
        Assert.Equal(
            "spec.provider.workers[0].cri.name: Invalid value: \"docker\": container runtime 'gvisor' requires CRI 'containerd'",
            await JudgeAsync(null, ShootWith(null, cri: "docker"))
        );
    }

    private static async Task<string> JudgeAsync(Shoot? old, Shoot shoot)
    {
        var review = new ShootReview(old, shoot, new FixedCloudProfile(new CloudProfileSpec()));
        var errors = await s_validation.ValidateAsync(review, TestContext.Current.CancellationToken);
        return errors.ToValidationText();
    }

    private static string Unquoted(string text) => text.Replace("\\", "", StringComparison.Ordinal);

    private static Shoot ShootWith(string? providerConfig, string type = "gvisor", string cri = "containerd") =>
        ShootOf([WorkerWith("worker-a", providerConfig, type, cri)]);

    private static Shoot Pools(params string?[] providerConfigs) =>
        ShootOf([.. providerConfigs.Index().Select(pool => WorkerWith($"worker-{pool.Index}", pool.Item))]);

    private static Shoot ShootOf(IReadOnlyList<ShootWorker> workers) =>
        new() { Spec = new ShootSpec { Provider = new ShootProvider { Workers = workers } } };

    private static ShootWorker WorkerWith(
        string name,
        string? providerConfig,
        string type = "gvisor",
        string cri = "containerd"
    ) =>
        new()
        {
            Name = name,
            Cri = new Cri
            {
                Name = cri,
                ContainerRuntimes =
                [
                    new ContainerRuntimeReference
                    {
                        Type = type,
                        ProviderConfig = providerConfig is null ? null : Samples.Json(providerConfig),
                    },
                ],
            },
        };
}
