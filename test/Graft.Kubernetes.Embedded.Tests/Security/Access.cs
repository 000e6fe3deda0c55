using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Tests.Security;

/// <summary>Makes roles and bindings as an administrator does.</summary>
internal static class Access
{
    public const string Rbac = "/apis/rbac.authorization.k8s.io/v1";

    public static string Rule(string verbs, string groups, string resources, string names = "")
    {
        var rule = new JsonObject
        {
            ["verbs"] = List(verbs),
            ["apiGroups"] = List(groups == "core" ? "" : groups),
            ["resources"] = List(resources),
        };
        if (names.Length > 0)
        {
            rule["resourceNames"] = List(names);
        }
        return rule.ToJsonString();
    }

    /// <summary>A ClusterRole of one rule, bound to a user everywhere.</summary>
    public static async Task GrantAsync(this Caller admin, string user, string rule, string name = "granted")
    {
        await admin.CreateAsync($"{Rbac}/clusterroles", Role(name, rule));
        await admin.CreateAsync($"{Rbac}/clusterrolebindings", Binding(name, "ClusterRole", name, User(user)));
    }

    /// <summary>A Role of one rule, bound to a user in a namespace.</summary>
    public static async Task GrantInAsync(this Caller admin, string place, string user, string rule)
    {
        await admin.CreateAsync($"{Rbac}/namespaces/{place}/roles", Role("granted", rule));
        await admin.CreateAsync(
            $"{Rbac}/namespaces/{place}/rolebindings",
            Binding("granted", "Role", "granted", User(user))
        );
    }

    public static string Role(string name, params string[] rules) =>
        $$"""{"metadata":{"name":"{{name}}"},"rules":[{{string.Join(',', rules)}}]}""";

    public static string Binding(string name, string roleKind, string role, params string[] subjects) =>
        $$"""
            {"metadata":{"name":"{{name}}"},"subjects":[{{string.Join(',', subjects)}}],
             "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"{{roleKind}}","name":"{{role}}"} }
            """;

    public static string User(string name) => $$"""{"kind":"User","name":"{{name}}"}""";

    public static string Group(string name) => $$"""{"kind":"Group","name":"{{name}}"}""";

    public static string Account(string place, string name) =>
        $$"""{"kind":"ServiceAccount","namespace":"{{place}}","name":"{{name}}"}""";

    private static JsonArray List(string text) => [.. text.Split(',').Select(word => (JsonNode?)word)];
}
