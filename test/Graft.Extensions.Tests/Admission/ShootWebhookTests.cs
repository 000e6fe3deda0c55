using System.Text.Json;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Extensions.Admission;
using Graft.Extensions.Admission.Webhooks;
using Graft.Kubernetes.Validation;

namespace Graft.Extensions.Tests.Admission;

public sealed class ShootWebhookTests
{
    private readonly ShootWebhook _webhook = new(
        new ShootValidation([new ContainerdRule("fast")]),
        new FixedCloudProfile(new CloudProfileSpec())
    );

    [Fact]
    public async Task Another_kind_is_no_question_for_this_webhook()
    {
        var answer = await AskAsync("CREATE", "Secret", "{}");
        Assert.Equal((false, "expected Shoot, but got Secret"), (answer.Allowed, answer.Status!.Message));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"spec":"text"}""")]
    [InlineData("null")]
    public async Task What_cannot_be_decoded_is_a_bad_request(string json)
    {
        var answer = await AskAsync("CREATE", "Shoot", json);
        Assert.Equal((false, 400), (answer.Allowed, answer.Status!.Code));
    }

    [Fact]
    public async Task Deletions_pass()
    {
        Assert.True((await AskAsync("DELETE", "Shoot", "null")).Allowed);
    }

    [Theory]
    [InlineData("containerd", true)]
    [InlineData("docker", false)]
    public async Task Shoots_are_judged(string cri, bool allowed)
    {
        const string Json =
            """{"spec":{"provider":{"workers":[{"name":"a","cri":{"name":"CRI","containerRuntimes":[{"type":"fast"}]}}]}}}""";
        var json = Json.Replace("CRI", cri, StringComparison.Ordinal);
        Assert.Equal(allowed, (await AskAsync("CREATE", "Shoot", json)).Allowed);
    }

    [Theory]
    [InlineData(Wrong, true)]
    [InlineData("""{"metadata":{"labels":{"a":"b"}},"spec":{"provider":{"workers":[]}}}""", false)]
    public async Task Case_58_an_update_that_leaves_the_specification_alone_passes(string old, bool allowed)
    {
        // Another order of members and another label are no change of the specification.
        const string Reordered =
            """{"spec":{"provider":{"workers":[{"cri":{"containerRuntimes":[{"type":"fast"}],"name":"docker"},"name":"a"}]}},"metadata":{"labels":{"a":"c"}}}""";
        Assert.Equal(allowed, (await AskAsync("UPDATE", "Shoot", Reordered, old)).Allowed);
    }

    [Theory]
    [InlineData("""{"metadata":{"deletionTimestamp":"2026-01-01T00:00:00Z"},""" + Spec)]
    [InlineData("""{"spec":{"provider":{"workers":[]}}}""")]
    [InlineData("""{"spec":{"provider":{}}}""")]
    [InlineData("""{"spec":{}}""")]
    [InlineData("{}")]
    [InlineData(
        """{"spec":{"provider":{"workers":[{"name":"a","cri":{"name":"docker","containerRuntimes":[{"type":"slow"}]}}]}}}"""
    )]
    public async Task Case_58_Shoots_that_are_deleted_workerless_or_foreign_pass(string json)
    {
        Assert.False((await AskAsync("CREATE", "Shoot", Wrong)).Allowed);
        Assert.True((await AskAsync("CREATE", "Shoot", json)).Allowed);
        Assert.True((await AskAsync("UPDATE", "Shoot", json, Wrong)).Allowed);
    }

    [Fact]
    public async Task All_that_is_wrong_is_said_at_once()
    {
        const string Json =
            """{"spec":{"provider":{"workers":[{"cri":{"name":"docker","containerRuntimes":[{"type":"fast"}]}},{"cri":{"containerRuntimes":[{"type":"slow"},{"type":"fast"}]}}]}}}""";
        var answer = await AskAsync("CREATE", "Shoot", Json);
        Assert.Equal((403, "Forbidden"), (answer.Status!.Code, answer.Status.Reason));
        Assert.Equal(
            "[spec.provider.workers[0].cri.name: Invalid value: \"docker\": container runtime 'fast' requires CRI 'containerd', "
                + "spec.provider.workers[1].cri.name: Invalid value: \"\": container runtime 'fast' requires CRI 'containerd']",
            answer.Status.Message
        );
    }

    [Theory]
    [InlineData("CREATE", "{" + Spec)]
    [InlineData("CREATE", "{}")]
    [InlineData("UPDATE", "{" + Spec)]
    [InlineData("CREATE", "[]")]
    public async Task A_request_that_is_only_tried_is_answered_alike(string operation, string json)
    {
        var real = await AskAsync(operation, "Shoot", json);
        var tried = await AskAsync(operation, "Shoot", json, dryRun: true);
        Assert.Equal(real.Allowed, tried.Allowed);
        Assert.Equal(real.Status?.Message, tried.Status?.Message);
        Assert.Null(tried.Patch);
        // And what was tried is forgotten.
        Assert.Equal(real.Status?.Message, (await AskAsync(operation, "Shoot", json)).Status?.Message);
    }

    [Theory]
    [InlineData("{}", "demo")]
    [InlineData("""{"metadata":{"namespace":"garden-x"}}""", "garden-x")]
    public async Task A_profile_that_cannot_be_read_is_an_error_that_names_the_Shoot(string metadata, string ns)
    {
        var webhook = new ShootWebhook(new ShootValidation([new ProfileRule()]), new NoCloudProfile());
        var json = $"{metadata[..^1]}{(metadata == "{}" ? "" : ",")}{Spec}";
        var answer = await webhook.HandleAsync(
            Request("CREATE", "Shoot", json) with
            {
                Namespace = "demo",
            },
            TestContext.Current.CancellationToken
        );
        Assert.Equal((false, 500), (answer.Allowed, answer.Status!.Code));
        Assert.Equal($"failed to get cloud profile for shoot {ns}/: gone", answer.Status.Message);
    }

    private const string Spec =
        """ "spec":{"provider":{"workers":[{"name":"a","cri":{"name":"docker","containerRuntimes":[{"type":"fast"}]}}]}}}""";

    private const string Wrong = "{" + Spec;

    private Task<AdmissionResponse> AskAsync(
        string operation,
        string kind,
        string json,
        string? old = null,
        bool dryRun = false
    ) =>
        _webhook.HandleAsync(
            Request(operation, kind, json) with
            {
                OldObject = old is null ? null : JsonDocument.Parse(old).RootElement,
                DryRun = dryRun,
            },
            TestContext.Current.CancellationToken
        );

    private static AdmissionRequest Request(string operation, string kind, string json) =>
        new()
        {
            Uid = "1",
            Kind = new GroupVersionKind { Kind = kind },
            Operation = operation,
            Object = JsonDocument.Parse(json).RootElement,
        };

    private sealed class ProfileRule : IShootValidator
    {
        public string RuntimeType => "fast";

        public Task ValidateAsync(ShootReview review, FieldErrors errors, CancellationToken cancellationToken) =>
            review.CloudProfiles.GetAsync(review.New, cancellationToken);
    }

    private sealed class NoCloudProfile : ICloudProfileSource
    {
        public Task<CloudProfileSpec> GetAsync(Shoot shoot, CancellationToken cancellationToken) =>
            throw new CloudProfileException(
                $"failed to get cloud profile for shoot {shoot.Metadata.Namespace}/{shoot.Metadata.Name}: gone"
            );
    }
}
