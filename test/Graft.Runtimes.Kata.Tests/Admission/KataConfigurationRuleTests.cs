using Graft.Api.Gardener;
using Graft.Extensions.Admission;
using Graft.Runtimes.Kata.Admission;

namespace Graft.Runtimes.Kata.Tests.Admission;

public sealed class KataConfigurationRuleTests
{
    private const string Path = "spec.provider.workers[0].cri.containerRuntimes[0].providerConfig";

    private const string Annotation =
        "must be an annotation below io.katacontainers., of letters, digits, '.', '_', '-' and '/', with '*' for any characters";

    [Theory]
    [InlineData("")]
    [InlineData(""" "hypervisors":[]""")]
    [InlineData(""" "hypervisors":null,"podAnnotations":null""")]
    [InlineData(""" "hypervisors":[{"name":"qemu"},{"name":"clh"}]""")]
    [InlineData(""" "hypervisors":[{"name":"qemu","overhead":{}}]""")]
    [InlineData(""" "hypervisors":[{"name":"qemu","overhead":{"memory":"512Mi","cpu":1}}]""")]
    [InlineData(""" "podAnnotations":[]""")]
    [InlineData(
        """ "podAnnotations":["io.katacontainers.*","io.katacontainers.config.hypervisor.default_vcpus","io.katacontainers.a/b-c"]"""
    )]
    public async Task Configurations_that_work_pass(string members) =>
        Assert.Equal("", await JudgeAsync(Samples.Configuration(members)));

    [Theory]
    [InlineData(
        """ "hypervisors":[{"name":"xen"}]""",
        "hypervisors[0].name: Unsupported value: \"xen\": supported values: \"clh\", \"qemu\""
    )]
    [InlineData(
        """ "hypervisors":[{"name":"kata-qemu"}]""",
        "hypervisors[0].name: Unsupported value: \"kata-qemu\": supported values: \"clh\", \"qemu\""
    )]
    [InlineData(
        """ "hypervisors":[{"name":"qemu"},{"name":"clh"},{"name":"qemu"}]""",
        "hypervisors[2].name: Duplicate value: \"qemu\""
    )]
    [InlineData(
        """ "hypervisors":[{"name":"qemu"},{}]""",
        "hypervisors[1].name: Required value: a hypervisor has a name"
    )]
    [InlineData(""" "hypervisors":[null]""", "hypervisors[0].name: Required value: a hypervisor has a name")]
    [InlineData(
        """ "hypervisors":[{"name":"qemu","overhead":{"memory":"0"}}]""",
        "hypervisors[0].overhead.memory: Invalid value: \"0\": must be a quantity greater than zero"
    )]
    [InlineData(
        """ "hypervisors":[{"name":"clh","overhead":{"cpu":"-1"}}]""",
        "hypervisors[0].overhead.cpu: Invalid value: \"-1\": must be a quantity greater than zero"
    )]
    [InlineData(
        """ "hypervisors":[{"name":"clh","overhead":{"cpu":"much"}}]""",
        "hypervisors[0].overhead.cpu: Invalid value: \"much\": must be a quantity greater than zero"
    )]
    [InlineData(""" "podAnnotations":["*"]""", "podAnnotations[0]: Invalid value: \"*\": " + Annotation)]
    [InlineData(""" "podAnnotations":[""]""", "podAnnotations[0]: Invalid value: \"\": " + Annotation)]
    [InlineData(""" "podAnnotations":[null]""", "podAnnotations[0]: Invalid value: null: " + Annotation)]
    [InlineData(
        """ "podAnnotations":["io.katacontainers."]""",
        "podAnnotations[0]: Invalid value: \"io.katacontainers.\": " + Annotation
    )]
    [InlineData(
        """ "podAnnotations":["io.katacontainers*"]""",
        "podAnnotations[0]: Invalid value: \"io.katacontainers*\": " + Annotation
    )]
    [InlineData(
        """ "podAnnotations":["ioxkatacontainers.a"]""",
        "podAnnotations[0]: Invalid value: \"ioxkatacontainers.a\": " + Annotation
    )]
    [InlineData(
        """ "podAnnotations":["io.katacontainers.a\"]\nx"]""",
        "podAnnotations[0]: Invalid value: \"io.katacontainers.a\\\"]\\nx\": " + Annotation
    )]
    [InlineData(
        """ "podAnnotations":["io.katacontainers.[a]"]""",
        "podAnnotations[0]: Invalid value: \"io.katacontainers.[a]\": " + Annotation
    )]
    [InlineData(
        """ "podAnnotations":["io.katacontainers.a","io.katacontainers.a"]""",
        "podAnnotations[1]: Duplicate value: \"io.katacontainers.a\""
    )]
    public async Task What_would_have_no_effect_is_refused_with_its_path(string members, string expected) =>
        Assert.Equal($"{Path}.{expected}", await JudgeAsync(Samples.Configuration(members)));

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once()
    {
        var text = await JudgeAsync(
            Samples.Configuration(
                """ "hypervisors":[{"name":"xen","overhead":{"memory":"x","cpu":"0"}}],"podAnnotations":["*"]"""
            )
        );
        foreach (
            var field in new[]
            {
                "hypervisors[0].name",
                "hypervisors[0].overhead.memory",
                "hypervisors[0].overhead.cpu",
                "podAnnotations[0]",
            }
        )
        {
            Assert.Contains($"{Path}.{field}: ", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(""" "hypervisor":"x" """, "unknown field \"hypervisor\"")]
    [InlineData(""" "hypervisors":[{"name":"qemu","overhed":{}}]""", "unknown field \"hypervisors[0].overhed\"")]
    [InlineData(
        """ "hypervisors":[{"name":"qemu"},{"name":"clh","overhead":{"disk":"1","Memory":"1"}}]""",
        "unknown field \"hypervisors[1].overhead.Memory\", unknown field \"hypervisors[1].overhead.disk\""
    )]
    [InlineData(""" "kinds":"x","a\"b":1""", "unknown field \"a\\\"b\", unknown field \"kinds\"")]
    public async Task Case_59_unknown_fields_are_found_at_every_depth(string members, string expected) =>
        Assert.EndsWith(
            $": could not decode provider config: strict decoding error: {expected}",
            await JudgeAsync(Samples.Configuration(members)),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("\"text\"", "it is no object but String")]
    [InlineData("[]", "it is no object but Array")]
    [InlineData("7", "it is no object but Number")]
    [InlineData("true", "it is no object but True")]
    [InlineData("{}", "Object 'Kind' is missing in '{}'")]
    [InlineData(
        """{"kind":"KataConfiguration"}""",
        """Object 'apiVersion' is missing in '{"kind":"KataConfiguration"}'"""
    )]
    [InlineData("""{"kind":7,"apiVersion":[]}""", """Object 'Kind' is missing in '{"kind":7,"apiVersion":[]}'""")]
    [InlineData(
        """{"apiVersion":"kata.runtime.extensions.config.gardener.cloud/v1alpha1","kind":"GVisorConfiguration"}""",
        "no kind \"GVisorConfiguration\" is registered for version \"kata.runtime.extensions.config.gardener.cloud/v1alpha1\""
    )]
    [InlineData(
        """{"apiVersion":"kata.runtime.extensions.config.gardener.cloud/v1","kind":"KataConfiguration"}""",
        "no kind \"KataConfiguration\" is registered for version \"kata.runtime.extensions.config.gardener.cloud/v1\""
    )]
    [InlineData(
        """{"apiVersion":"some.group.com/v1alpha1","kind":"Kata\nConfiguration"}""",
        "no kind \"Kata\\nConfiguration\" is registered for version \"some.group.com/v1alpha1\""
    )]
    public async Task Case_59_wrong_kinds_and_versions_have_the_contract_s_words(string config, string expected)
    {
        var text = await JudgeAsync(config);
        Assert.StartsWith($"{Path}: Invalid value: ", text, StringComparison.Ordinal);
        Assert.EndsWith($": could not decode provider config: {expected}", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""" "hypervisors":{}""")]
    [InlineData(""" "hypervisors":"qemu" """)]
    [InlineData(""" "hypervisors":["qemu"]""")]
    [InlineData(""" "hypervisors":[{"name":1}]""")]
    [InlineData(""" "hypervisors":[{"name":"qemu","overhead":[]}]""")]
    [InlineData(""" "hypervisors":[{"name":"qemu","overhead":{"cpu":true}}]""")]
    [InlineData(""" "podAnnotations":[1]""")]
    [InlineData(""" "podAnnotations":"io.katacontainers.*" """)]
    [InlineData(""" "podAnnotations":[],"podAnnotations":[]""")]
    [InlineData(""" "podAnnotations":["\ud800"]""")]
    [InlineData(""" "hypervisors":[{"name":"qemu","name":"clh"}]""")]
    public async Task Case_59_fields_of_another_form_are_refused(string members)
    {
        var text = await JudgeAsync(Samples.Configuration(members));
        Assert.StartsWith($"{Path}: Invalid value: ", text, StringComparison.Ordinal);
        Assert.Contains(": could not decode provider config: ", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null", "null")]
    [InlineData(""" "hypervisors":[{"name":"qemu"}]""", """ "hypervisors":[{"name":"clh"}]""")]
    [InlineData(""" "hypervisors":[{"name":"qemu"}]""", "null")]
    [InlineData(
        """ "hypervisors":[{"name":"qemu","overhead":{"cpu":"0.5","memory":"1Gi"}}]""",
        """ "hypervisors":[{"name":"qemu","overhead":{"cpu":"500m","memory":"1024Mi"}}]"""
    )]
    [InlineData(
        """ "hypervisors":[{"name":"qemu"}]""",
        """ "hypervisors":[{"name":"qemu"},{"name":"clh"}]""",
        """ "hypervisors":[{"name":"qemu"}]"""
    )]
    public async Task Pools_that_go_together_pass(params string[] pools) =>
        Assert.Equal("", await JudgeAllAsync(pools));

    [Fact]
    public async Task A_hypervisor_has_the_same_overhead_in_all_pools()
    {
        const string Field = "spec.provider.workers[1].cri.containerRuntimes[0].providerConfig.hypervisors[0].overhead";
        Assert.Equal(
            Field
                + ": Invalid value: \"memory=1Gi, cpu=250m\": must be the same in all worker pools, since they share a RuntimeClass;"
                + " worker pool \"pool-0\" has memory=320Mi, cpu=250m",
            await JudgeAllAsync(
                "null",
                """ "hypervisors":[{"name":"qemu","overhead":{"memory":"1Gi"}},{"name":"clh"}]"""
            )
        );
        Assert.Equal(
            Field.Replace("workers[1]", "workers[0]", StringComparison.Ordinal)
                + ": Invalid value: \"memory=1Gi, cpu=250m\": must be the same in all worker pools, since they share a RuntimeClass;"
                + " worker pool \"pool-1\" has memory=320Mi, cpu=250m",
            await JudgeAllAsync(
                """  "hypervisors":[{"name":"qemu","overhead":{"memory":"1Gi"}},{"name":"clh"}]""",
                "null"
            )
        );
    }

    [Fact]
    public async Task A_hypervisor_is_offered_by_all_pools_or_by_one()
    {
        Assert.Equal(
            "spec.provider.workers[2].cri.containerRuntimes[0].providerConfig.hypervisors: Invalid value: \"clh\": hypervisor \"qemu\""
                + " must be offered by all worker pools with kata-containers or by one alone, not by \"pool-0\", \"pool-1\" only: a"
                + " RuntimeClass cannot select some of them",
            await JudgeAllAsync("null", "null", """ "hypervisors":[{"name":"clh"}]""")
        );
    }

    [Fact]
    public async Task Pools_are_compared_when_each_is_in_order()
    {
        var text = await JudgeAllAsync(
            "null",
            """ "hypervisors":[{"name":"qemu","overhead":{"memory":"1Gi"}},{"name":"xen"}]"""
        );
        Assert.Equal(
            "spec.provider.workers[1].cri.containerRuntimes[0].providerConfig.hypervisors[1].name: Unsupported value: \"xen\":"
                + " supported values: \"clh\", \"qemu\"",
            text
        );
    }

    private static Task<string> JudgeAsync(string config) => JudgeAsync(ShootWith([config]));

    private static Task<string> JudgeAllAsync(params string[] pools) =>
        JudgeAsync(
            ShootWith([.. pools.Select(members => members == "null" ? members : Samples.Configuration(members))])
        );

    private static async Task<string> JudgeAsync(Shoot shoot)
    {
        var validation = new ShootValidation([new KataConfigurationRule()]);
        var review = new ShootReview(null, shoot, new FixedCloudProfile(new CloudProfileSpec()));
        return (await validation.ValidateAsync(review, TestContext.Current.CancellationToken)).ToValidationText();
    }

    private static Shoot ShootWith(IReadOnlyList<string> configs) =>
        new()
        {
            Spec = new ShootSpec
            {
                Provider = new ShootProvider
                {
                    Type = "local",
                    Workers =
                    [
                        .. configs.Select(
                            (config, i) =>
                                new ShootWorker
                                {
                                    Name = $"pool-{i}",
                                    Cri = new Cri
                                    {
                                        Name = "containerd",
                                        ContainerRuntimes =
                                        [
                                            new ContainerRuntimeReference
                                            {
                                                Type = "kata-containers",
                                                ProviderConfig = Samples.Json(config),
                                            },
                                        ],
                                    },
                                }
                        ),
                    ],
                },
            },
        };
}
