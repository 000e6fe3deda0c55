namespace Graft.Kubernetes.Tests.Behaviour;

/// <summary>Roles, bindings and reviews; needs a cluster that authorizes by RBAC, as nearly all do.</summary>
public sealed class AccessTests(ClusterFixture clusters)
{
    private const string Rbac = "rbac.authorization.k8s.io/v1";
    private const string Reviews = "/apis/authorization.k8s.io/v1/subjectaccessreviews";

    [Theory, OnEachCluster]
    public async Task A_binding_grants_its_role_to_its_subjects_in_its_namespace_and_says_so(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.CreateAsync(space.In("roles", Rbac), Role("""["get","list"]""", """["configmaps"]"""));
        await space.CreateAsync(space.In("rolebindings", Rbac), Binding("Role", "reader", $"jane-{space.Name}"));

        var allowed = await ReviewUntilAllowedAsync(space, "list", "configmaps", space.Name);
        var verb = await ReviewAsync(space, "delete", "configmaps", space.Name);
        var elsewhere = await ReviewAsync(space, "list", "configmaps", "kube-system");

        Assert.Equal(
            $"RBAC: allowed by RoleBinding \"reader/{space.Name}\" of Role \"reader\" to User \"jane-{space.Name}\"",
            allowed.Text("status", "reason")
        );
        Assert.False(verb.Node("status", "allowed")!.GetValue<bool>());
        Assert.False(elsewhere.Node("status", "allowed")!.GetValue<bool>());
    }

    [Theory, OnEachCluster]
    public async Task A_binding_keeps_its_role(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        var bindings = space.In("rolebindings", Rbac);
        await space.CreateAsync(bindings, Binding("Role", "reader", $"jane-{space.Name}"));

        var answer = await space.MergeAsync($"{bindings}/reader", """{"roleRef":{"name":"other"}}""");

        answer.ExpectFailure(422, "Invalid").ExpectCause("FieldValueInvalid", "roleRef");
        Assert.EndsWith("cannot change roleRef", answer.Message);
    }

    [Theory, OnEachCluster]
    public async Task Subjects_get_the_group_of_their_kind(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);

        var answer = await space.CreateAsync(
            space.In("rolebindings", Rbac),
            """
            {"metadata":{"name":"b"},"roleRef":{"kind":"Role","name":"r","apiGroup":"rbac.authorization.k8s.io"},
             "subjects":[{"kind":"User","name":"u"},{"kind":"ServiceAccount","name":"s"}]}
            """
        );

        Assert.Equal("rbac.authorization.k8s.io", answer.Text("subjects", 0, "apiGroup"));
        Assert.Equal("", answer.Text("subjects", 1, "apiGroup"));
    }

    [Theory]
    [OnEachCluster("[]", "[\"pods\"]", "FieldValueRequired", "rules[0].verbs")]
    [OnEachCluster("[\"get\"]", "[]", "FieldValueRequired", "rules[0].resources")]
    public async Task A_rule_must_be_whole(Target on, string verbs, string resources, string reason, string field)
    {
        await using var space = await clusters.SpaceAsync(on);

        var answer = await space.PostAsync(space.In("roles", Rbac), Role(verbs, resources));

        answer.ExpectFailure(422, "Invalid").ExpectCause(reason, field);
    }

    [Theory, OnEachCluster]
    public async Task A_token_is_for_the_audiences_that_it_was_asked_for(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.CreateAsync(space.In("serviceaccounts"), """{"metadata":{"name":"robot"}}""");
        var issued = await space.Api.SendAsync(
            "POST",
            $"{space.In("serviceaccounts")}/robot/token",
            """{"spec":{"audiences":["vault"],"expirationSeconds":600}}"""
        );
        var token = issued.Expect(201).Text("status", "token");

        var meant = await space.Api.SendAsync("POST", TokenReviews, TokenReview(token, "vault"));
        var other = await space.Api.SendAsync("POST", TokenReviews, TokenReview(token, "other"));

        Assert.True(meant.Expect(201).Node("status", "authenticated")?.GetValue<bool>());
        Assert.Equal($"system:serviceaccount:{space.Name}:robot", meant.Text("status", "user", "username"));
        Assert.Equal("vault", meant.Text("status", "audiences", 0));
        Assert.NotEqual(true, other.Expect(201).Node("status", "authenticated")?.GetValue<bool>());
        Assert.NotEqual("", other.Text("status", "error"));
    }

    [Theory, OnEachCluster]
    public async Task A_token_lasts_ten_minutes_at_least(Target on)
    {
        await using var space = await clusters.SpaceAsync(on);
        await space.CreateAsync(space.In("serviceaccounts"), """{"metadata":{"name":"robot"}}""");

        var answer = await space.Api.SendAsync(
            "POST",
            $"{space.In("serviceaccounts")}/robot/token",
            """{"spec":{"expirationSeconds":599}}"""
        );

        answer.ExpectFailure(422, "Invalid").ExpectCause("FieldValueInvalid", "spec.expirationSeconds");
        Assert.EndsWith("may not specify a duration less than 10 minutes", answer.Message);
    }

    private const string TokenReviews = "/apis/authentication.k8s.io/v1/tokenreviews";

    private static string TokenReview(string token, string audience) =>
        $$"""{"spec":{"token":"{{token}}","audiences":["{{audience}}"]} }""";

    private static string Role(string verbs, string resources) =>
        $$"""{"metadata":{"name":"reader"},"rules":[{"apiGroups":[""],"verbs":{{verbs}},"resources":{{resources}} }]}""";

    private static string Binding(string kind, string role, string user) =>
        $$"""
            {"metadata":{"name":"reader"},"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"{{user}}"}],
             "roleRef":{"kind":"{{kind}}","name":"{{role}}","apiGroup":"rbac.authorization.k8s.io"} }
            """;

    private static async Task<Answer> ReviewAsync(Space space, string verb, string resource, string place)
    {
        var body = $$"""
            {"spec":{"user":"jane-{{space.Name}}",
             "resourceAttributes":{"verb":"{{verb}}","resource":"{{resource}}","namespace":"{{place}}"} } }
            """;
        return (await space.Api.SendAsync("POST", Reviews, body)).Expect(201);
    }

    /// <summary>Authorizers may learn of a binding a little later.</summary>
    private static async Task<Answer> ReviewUntilAllowedAsync(Space space, string verb, string resource, string place)
    {
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (true)
        {
            var answer = await ReviewAsync(space, verb, resource, place);
            if (answer.Node("status", "allowed")!.GetValue<bool>())
            {
                return answer;
            }
            Assert.True(DateTime.UtcNow < deadline, $"not allowed after 30 s: {answer}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
