using System.CommandLine;
using Graft.Api.Gardener;
using Graft.Extensions.Admission;
using Graft.Runtimes.Kata.Admission;

namespace Graft.Runtimes.Kata.Tests.Admission;

public sealed class KataAdmissionTests
{
    private const string TypePath = "spec.provider.workers[0].machine.type";

    private static readonly CloudProfileSpec s_profile = new()
    {
        MachineTypes =
        [
            new MachineType { Name = "m5.large" },
            new MachineType { Name = "i3.metal", Capabilities = Capability("virtualization", "nested", "bare") },
            new MachineType { Name = "m5.metal", Capabilities = Capability("virtualization", "none") },
        ],
    };

    [Theory]
    [InlineData("aws", "i3.metal", "")]
    [InlineData(
        "aws",
        "m5.large",
        TypePath
            + ": Forbidden: machine type \"m5.large\" for worker pool \"worker-a\" does not support nested virtualization on provider \"aws\""
    )]
    [InlineData("local", "m5.large", "")]
    [InlineData("aws", "x9.huge", TypePath + ": Not found: \"x9.huge\"")]
    [InlineData("gcp", "x9.huge", TypePath + ": Not found: \"x9.huge\"")]
    public async Task Case_58_machine_types_must_nest_virtualization(
        string provider,
        string machineType,
        string expected
    )
    {
        Assert.Equal(expected, await JudgeAsync(new(), null, ShootWith(provider, machineType)));
    }

    [Theory]
    [InlineData("aws=*.metal", "m5.metal", true)]
    [InlineData("aws=*.metal", "m5.large", false)]
    [InlineData("aws=i3.meta?", "i3.metal", true)]
    [InlineData("gcp=n2-*", "m5.large", true)]
    public async Task The_policy_is_configuration(string pattern, string machineType, bool allowed)
    {
        var options = new KataAdmissionOptions { AllowedMachineTypes = [MachineTypePattern.Parse(pattern)] };
        Assert.Equal(allowed, (await JudgeAsync(options, null, ShootWith("aws", machineType))).Length == 0);
    }

    [Theory]
    [InlineData("aws", "i3.metal", true)]
    [InlineData("aws", "m5.metal", false)]
    [InlineData("aws", "m5.large", false)]
    [InlineData("gcp", "m5.large", true)]
    public async Task A_capability_can_say_that_machines_nest(string provider, string machineType, bool allowed)
    {
        var options = new KataAdmissionOptions
        {
            AllowedMachineTypes = [],
            NestingCapabilities = [NestingCapability.Parse("aws=virtualization=nested")],
        };
        Assert.Equal(allowed, (await JudgeAsync(options, null, ShootWith(provider, machineType))).Length == 0);
    }

    [Theory]
    [InlineData("m5.large", true)]
    [InlineData("m5.metal", false)]
    [InlineData("i3.metal", true)]
    public async Task A_pattern_and_a_capability_each_suffice_and_an_exclusion_takes_patterns_back(
        string machineType,
        bool allowed
    )
    {
        var options = new KataAdmissionOptions
        {
            AllowedMachineTypes =
            [
                MachineTypePattern.Parse("aws=m5.*"),
                MachineTypePattern.Parse("aws=!*.metal"),
                MachineTypePattern.Parse("gcp=*"),
            ],
            NestingCapabilities = [NestingCapability.Parse("aws=virtualization=nested")],
        };
        Assert.Equal(allowed, (await JudgeAsync(options, null, ShootWith("aws", machineType))).Length == 0);
    }

    [Theory]
    [InlineData("i3.metal", "")]
    [InlineData(
        "m5.metal",
        TypePath
            + ": Forbidden: machine type \"m5.metal\" for worker pool \"worker-a\" does not have required capability virtualization=\"nested\" in CloudProfile \"aws-profile\""
    )]
    [InlineData(
        "m5.large",
        TypePath
            + ": Forbidden: machine type \"m5.large\" for worker pool \"worker-a\" does not have required capability virtualization=\"nested\" in CloudProfile \"aws-profile\""
    )]
    public async Task Case_58_required_capabilities_are_looked_up_in_the_profile(string machineType, string expected)
    {
        var options = new KataAdmissionOptions
        {
            AllowedMachineTypes = [],
            RequiredCapabilities = [RequiredCapability.Parse("virtualization=nested")],
        };
        Assert.Equal(expected, await JudgeAsync(options, null, ShootWith("aws", machineType)));
    }

    [Fact]
    public async Task A_hostile_name_stays_one_word_of_the_message()
    {
        var shoot = ShootWith("aws", "m5.large");
        var provider = shoot.Spec!.Provider!;
        var hostile = provider.Workers![0] with { Name = "a\"\nspec: Forbidden \u202e" };
        Assert.Equal(
            TypePath
                + ": Forbidden: machine type \"m5.large\" for worker pool \"a\\\"\\nspec: Forbidden \\u202e\" does not support"
                + " nested virtualization on provider \"aws\"",
            await JudgeAsync(
                new(),
                null,
                shoot with
                {
                    Spec = shoot.Spec with { Provider = provider with { Workers = [hostile] } },
                }
            )
        );
    }

    [Fact]
    public async Task Only_one_architecture_has_release_archives()
    {
        var shoot = ShootWith("local", "m5.large", "arm64");
        Assert.Equal(
            "spec.provider.workers[0].machine.architecture: Unsupported value: \"arm64\": supported values: \"amd64\"",
            await JudgeAsync(new(), null, shoot)
        );
    }

    [Fact]
    public async Task Case_58_Shoots_that_do_not_change_pass_even_when_they_would_be_refused()
    {
        var shoot = ShootWith("aws", "m5.large");
        Assert.Equal("", await JudgeAsync(new(), shoot, shoot));
        Assert.NotEqual("", await JudgeAsync(new(), ShootWith("aws", "i3.metal"), shoot));
    }

    [Fact]
    public async Task Case_59_the_provider_configuration_is_decoded_strictly()
    {
        var config =
            """{"apiVersion":"kata.runtime.extensions.config.gardener.cloud/v1alpha1","kind":"KataConfiguration","hypervisor":"x"}""";
        var text = await JudgeAsync(new(), null, ShootWith("aws", "i3.metal", providerConfig: config));
        Assert.StartsWith(
            "spec.provider.workers[0].cri.containerRuntimes[0].providerConfig: Invalid value: ",
            text,
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            "could not decode provider config: strict decoding error: unknown field \"hypervisor\"",
            text,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("virtualization")]
    [InlineData("=nested")]
    [InlineData("virtualization=")]
    public void A_capability_flag_of_another_form_is_refused(string text)
    {
        var exception = Assert.Throws<FormatException>(() => RequiredCapability.Parse(text));
        Assert.Equal($"invalid required capability \"{text}\", expected format <name>=<value>", exception.Message);
    }

    [Theory]
    [InlineData("aws")]
    [InlineData("aws=")]
    [InlineData("=i3.metal")]
    [InlineData("aws=!")]
    public void A_machine_type_flag_of_another_form_is_refused(string text)
    {
        var exception = Assert.Throws<FormatException>(() => MachineTypePattern.Parse(text));
        Assert.Equal(
            $"invalid allowed machine type \"{text}\", expected format <provider>=<pattern>",
            exception.Message
        );
    }

    [Theory]
    [InlineData("aws")]
    [InlineData("aws=virtualization")]
    [InlineData("aws=virtualization=")]
    [InlineData("=virtualization=nested")]
    [InlineData("aws==nested")]
    public void A_nesting_flag_of_another_form_is_refused(string text)
    {
        var exception = Assert.Throws<FormatException>(() => NestingCapability.Parse(text));
        Assert.Equal(
            $"invalid nesting capability \"{text}\", expected format <provider>=<name>=<value>",
            exception.Message
        );
    }

    [Theory]
    [InlineData("aws", "m5.large", "--allowed-machine-type=aws=m5.*")]
    [InlineData("aws", "i3.metal", "--allowed-machine-type=local=metal")]
    [InlineData("aws", "i3.metal", "--allowed-machine-type=aws=x", "--nesting-capability=aws=virtualization=nested")]
    [InlineData("aws", "i3.metal", "--required-capability=virtualization=nested")]
    public async Task Flags_let_machine_types_through(string provider, string machineType, params string[] flags) =>
        Assert.Equal("", await JudgeAsync(flags, ShootWith(provider, machineType)));

    [Theory]
    [InlineData("aws", "i3.metal", "--allowed-machine-type=aws=m5.*")]
    [InlineData("gcp", "m5.large", "--allowed-machine-type=aws=m5.*")]
    [InlineData("aws", "m5.metal", "--nesting-capability=aws=virtualization=nested", "--allowed-machine-type=aws=x")]
    [InlineData("local", "m5.metal", "--nesting-capability=local=virtualization=nested")]
    [InlineData("aws", "m5.metal", "--required-capability=virtualization=nested")]
    public async Task Flags_keep_machine_types_out(string provider, string machineType, params string[] flags) =>
        Assert.Contains(
            ": Forbidden: ",
            await JudgeAsync(flags, ShootWith(provider, machineType)),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("--allowed-machine-type=aws", "invalid allowed machine type \"aws\"")]
    [InlineData("--nesting-capability=aws=x", "invalid nesting capability \"aws=x\"")]
    [InlineData("--required-capability=x", "invalid required capability \"x\", expected format <name>=<value>")]
    public void A_bad_flag_is_an_error_of_the_command_line(string flag, string message) =>
        Assert.StartsWith(message, Assert.Single(Command().Parse(flag).Errors).Message, StringComparison.Ordinal);

    private static async Task<string> JudgeAsync(string[] flags, Shoot shoot)
    {
        var arguments = Command().Parse(flags);
        Assert.Empty(arguments.Errors);
        var validation = new ShootValidation(KataAdmission.Definition.CreateValidators(arguments));
        var review = new ShootReview(null, shoot, new FixedCloudProfile(s_profile));
        return (await validation.ValidateAsync(review, TestContext.Current.CancellationToken)).ToValidationText();
    }

    private static RootCommand Command()
    {
        var command = new RootCommand();
        foreach (var option in KataAdmission.Definition.Options)
        {
            command.Options.Add(option);
        }
        return command;
    }

    private static async Task<string> JudgeAsync(KataAdmissionOptions options, Shoot? old, Shoot shoot)
    {
        var validation = new ShootValidation(KataAdmission.CreateValidators(options));
        var review = new ShootReview(old, shoot, new FixedCloudProfile(s_profile));
        var errors = await validation.ValidateAsync(review, TestContext.Current.CancellationToken);
        return errors.ToValidationText();
    }

    private static Dictionary<string, IReadOnlyList<string>> Capability(string name, params string[] values) =>
        new() { [name] = values };

    private static Shoot ShootWith(
        string provider,
        string machineType,
        string? architecture = null,
        string? providerConfig = null
    ) =>
        new()
        {
            Spec = new ShootSpec
            {
                CloudProfile = new CloudProfileReference { Name = "aws-profile" },
                Provider = new ShootProvider
                {
                    Type = provider,
                    Workers =
                    [
                        new ShootWorker
                        {
                            Name = "worker-a",
                            Machine = new ShootMachine { Type = machineType, Architecture = architecture },
                            Cri = new Cri
                            {
                                Name = "containerd",
                                ContainerRuntimes =
                                [
                                    new ContainerRuntimeReference
                                    {
                                        Type = "kata-containers",
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
