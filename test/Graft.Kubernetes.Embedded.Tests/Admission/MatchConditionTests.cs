using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Tests.Security;
using static Graft.Kubernetes.Embedded.Tests.Admission.Hooks;

namespace Graft.Kubernetes.Embedded.Tests.Admission;

public sealed class MatchConditionTests
{
    [Theory]
    [InlineData("object.metadata.name == 'a'", true)]
    [InlineData("object.metadata.name == 'b'", false)]
    [InlineData("oldObject == null", true)]
    [InlineData("has(object.data) && object.data.key == 'value'", true)]
    [InlineData("request.operation == 'CREATE' && request.resource.resource == 'configmaps'", true)]
    [InlineData("request.userInfo.username != 'graft-admin'", false)]
    [InlineData("'system:masters' in request.userInfo.groups", true)]
    [InlineData("!request.dryRun", true)]
    [InlineData("request.namespace == 'default'", true)]
    [InlineData("authorizer.group('').resource('pods').namespace('default').check('get').allowed()", true)]
    [InlineData("authorizer.serviceAccount('default', 'x').path('/metrics').check('get').allowed()", false)]
    public async Task A_webhook_is_asked_when_its_conditions_hold(string expression, bool isAsked)
    {
        await using var server = await ApiServer.StartAsync();
        await using var hook = await HookServer.StartAsync(_ => Deny("seen"));
        await server.RegisterAsync("validating", For(hook).If("true", expression));

        var (code, body) = await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a"},"data":{"key":"value"}}""");

        Assert.True(code == (isAsked ? 400 : 201), body.ToJsonString());
    }

    [Fact]
    public async Task The_authorizer_judges_who_made_the_request()
    {
        await using var server = await ApiServer.StartAsync();
        await using var hook = await HookServer.StartAsync(_ => Deny("seen"));
        using var admin = Caller.Administrator(server.Cluster);
        using var jane = Caller.As(server.Cluster, "jane");
        await admin.GrantInAsync("default", "jane", Access.Rule("create", "core", "configmaps"));
        await server.RegisterAsync(
            "validating",
            For(hook).If("!authorizer.group('').resource('configmaps').name('a').check('breakglass').allowed()")
        );

        Assert.Equal(201, (await admin.PostAsync(ConfigMaps, """{"metadata":{"name":"a"}}""")).Code);
        Assert.Equal(400, (await jane.PostAsync(ConfigMaps, """{"metadata":{"name":"b"}}""")).Code);
    }

    [Theory]
    [InlineData("Fail", 403)]
    [InlineData("Ignore", 201)]
    public async Task The_failure_policy_decides_when_a_condition_cannot_be_judged(string policy, int expected)
    {
        await using var server = await ApiServer.StartAsync();
        await using var hook = await HookServer.StartAsync(_ => Deny("seen"));
        await server.RegisterAsync(
            "validating",
            For(hook).With("failurePolicy", policy).If("object.data.missing == 'x'")
        );

        var (code, status) = await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a"},"data":{"key":"v"}}""");

        Assert.Equal(expected, code);
        Assert.Empty(hook.Seen);
        if (expected == 403)
        {
            Assert.Equal(
                "configmaps \"a\" is forbidden: expression 'object.data.missing == 'x'' resulted in error: no such key: missing",
                (string?)status["message"]
            );
        }
    }

    [Fact]
    public async Task A_condition_that_is_false_outweighs_one_that_cannot_be_judged()
    {
        await using var server = await ApiServer.StartAsync();
        await using var hook = await HookServer.StartAsync(_ => Deny("seen"));
        await server.RegisterAsync("validating", For(hook).If("object.missing == 'x'", "false"));

        Assert.Equal(201, (await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a"}}""")).Code);
    }

    [Theory]
    [InlineData("object.", "compilation failed: ERROR: <input>:1:")]
    [InlineData("self.x == 1", "undeclared reference to 'self' (in container '')")]
    [InlineData("request.nothing == 1", "undefined field 'nothing'")]
    [InlineData("'text'", "must evaluate to bool")]
    public async Task What_does_not_compile_is_not_registered(string expression, string fault)
    {
        await using var server = await ApiServer.StartAsync();
        await using var hook = await HookServer.StartAsync(_ => Allow());

        var (code, status) = await server.TryRegisterAsync("validating", For(hook).If(expression));

        Assert.Equal(422, code);
        Assert.Contains("webhooks[0].matchConditions[0].expression: Invalid value", (string?)status["message"]);
        Assert.Contains(fault, (string?)status["message"]);
    }

    [Fact]
    public async Task Conditions_have_names_of_their_own_and_are_64_at_most()
    {
        await using var server = await ApiServer.StartAsync();
        await using var hook = await HookServer.StartAsync(_ => Allow());
        var many = For(hook).If([.. Enumerable.Repeat("true", 65)]);
        var twice = For(hook).If("true", "true");
        twice["matchConditions"]![1]!["name"] = "condition-0";
        var nameless = For(hook).With("matchConditions", new JsonArray(new JsonObject { ["expression"] = "true" }));

        Assert.Contains("must have at most 64 items", await RefusalAsync(many));
        Assert.Contains("matchConditions[1].name: Duplicate value: \"condition-0\"", await RefusalAsync(twice));
        Assert.Contains("matchConditions[0].name: Required value", await RefusalAsync(nameless));

        async Task<string?> RefusalAsync(JsonObject webhook)
        {
            var (code, status) = await server.TryRegisterAsync("validating", webhook);
            Assert.Equal(422, code);
            return (string?)status["message"];
        }
    }
}
