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
        "\"configFlags\":{\"platform\":\"kvm\"}",
        Path
            + ".configFlags[platform]: Unsupported value: \"platform\": supported values: \"debug\", \"net-raw\", \"nvproxy\", \"panic-signal\""
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
    public async Task Case_59_an_unchanged_specification_is_tolerated()
    {
        var shoot = ShootWith(Samples.Configuration("\"configFlags\":{\"platform\":\"kvm\"}"));
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
        new()
        {
            Spec = new ShootSpec
            {
                Provider = new ShootProvider
                {
                    Workers =
                    [
                        new ShootWorker
                        {
                            Name = "worker-a",
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
                        },
                    ],
                },
            },
        };
}
