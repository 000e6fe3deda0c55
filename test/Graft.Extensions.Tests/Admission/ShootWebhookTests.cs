using System.Text.Json;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Extensions.Admission;
using Graft.Extensions.Admission.Webhooks;

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

    private Task<AdmissionResponse> AskAsync(string operation, string kind, string json) =>
        _webhook.HandleAsync(
            new AdmissionRequest
            {
                Uid = "1",
                Kind = new GroupVersionKind { Kind = kind },
                Operation = operation,
                Object = JsonDocument.Parse(json).RootElement,
            },
            TestContext.Current.CancellationToken
        );
}
