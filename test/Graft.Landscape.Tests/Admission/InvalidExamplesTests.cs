using System.Text.Json;
using Graft.Api.Gardener;
using Graft.Extensions.Admission;
using Graft.Gardenlet.Admission;
using Graft.Landscape.Fixtures;
using Graft.Runtimes.GVisor.Admission;
using Graft.Runtimes.Kata.Admission;

namespace Graft.Landscape.Tests.Admission;

/// <summary>Every file of <c>examples/invalid</c> is refused by the rules alone, with the message of its first line.</summary>
public sealed class InvalidExamplesTests
{
    private static readonly ShootValidation s_extensions = new([
        .. GVisorAdmission.CreateValidators(),
        .. KataAdmission.CreateValidators(
            new KataAdmissionOptions
            {
                AllowedMachineTypes =
                [
                    MachineTypePattern.Parse("aws=i3.metal"),
                    MachineTypePattern.Parse("local=metal"),
                ],
            }
        ),
    ]);

    public static TheoryData<string> Files => [.. Examples.Invalid];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_rules_refuse_it_with_the_message_of_its_first_line(string file)
    {
        var manifest = Examples.Read("invalid", $"{file}.yaml");
        var message =
            (string?)manifest["kind"] == "CloudProfile"
                ? CloudProfileAdmission.Admit(manifest.Deserialize(CloudProfile.JsonTypeInfo)!).Refusal?.Message
                : await JudgeAsync(manifest.Deserialize(Shoot.JsonTypeInfo)!);
        Assert.NotNull(message);
        // Static validation names the object in front; kubectl words that part in its own way.
        var invalid = message.IndexOf("\" is invalid: ", StringComparison.Ordinal);
        Assert.Equal(Examples.Expected(file), invalid < 0 ? message : message[(invalid + "\" is invalid: ".Length)..]);
    }

    [Theory]
    [InlineData("shoot.yaml")]
    [InlineData("shoot-1.15.yaml")]
    [InlineData("shoot-configured.yaml")]
    public async Task The_valid_examples_pass(string file) =>
        Assert.Null(await JudgeAsync(Examples.Read(file).Deserialize(Shoot.JsonTypeInfo)!));

    private static async Task<string?> JudgeAsync(Shoot shoot)
    {
        var context = LandscapeFixtures.AdmissionContextOf(shoot);
        var outcome = ShootAdmission.Admit(null, shoot, context);
        if (outcome.Refusal is { } refusal)
        {
            return refusal.Message;
        }
        var review = new ShootReview(null, outcome.Object, new FixedCloudProfile(context.CloudProfile!));
        var errors = await s_extensions.ValidateAsync(review, TestContext.Current.CancellationToken);
        return errors.IsEmpty ? null : errors.ToValidationText();
    }
}
