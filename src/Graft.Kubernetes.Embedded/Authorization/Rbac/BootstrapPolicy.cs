using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Authorization.Rbac;

/// <summary>Reads <c>bootstrap.policy</c>, whose form is told at its beginning.</summary>
internal sealed class BootstrapPolicy
{
    public const string AutoUpdate = "rbac.authorization.kubernetes.io/autoupdate";

    private static readonly string[] Read = ["get", "list", "watch"];

    private static readonly string[] Write = ["create", "delete", "deletecollection", "patch", "update"];

    private static readonly Lazy<IReadOnlyList<BootstrapObject>> Parsed = new(ReadResource);

    private readonly List<BootstrapObject> _objects = [];

    private BootstrapPolicy() { }

    /// <summary>Roles come before the bindings that name them.</summary>
    public static IReadOnlyList<BootstrapObject> Objects => Parsed.Value;

    private static List<BootstrapObject> ReadResource()
    {
        using var stream = typeof(BootstrapPolicy).Assembly.GetManifestResourceStream("bootstrap.policy")!;
        using var reader = new StreamReader(stream);
        var policy = new BootstrapPolicy();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                policy.Add(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), isRule: line[0] == ' ');
            }
        }
        return policy._objects;
    }

    private void Add(string[] words, bool isRule)
    {
        switch (words)
        {
            case var _ when isRule:
                ((JsonArray)(_objects[^1].Value["rules"] ??= new JsonArray())).Add((JsonNode)Rule(words));
                break;
            case ["role", var name, .. var labels]:
                Add(RbacIndex.ClusterRoles, "ClusterRole", null, name, labels);
                break;
            case ["aggregate", var name, .. var labels]:
                var aggregated = Add(RbacIndex.ClusterRoles, "ClusterRole", null, name, labels);
                aggregated["aggregationRule"] = Aggregation(name);
                break;
            case ["local", var place, var name]:
                Add(RbacIndex.Roles, "Role", place, name, []);
                break;
            case ["bind", var name, .. var subjects]:
                var binding = Add(RbacIndex.ClusterRoleBindings, "ClusterRoleBinding", null, name, []);
                Complete(binding, "ClusterRole", name, subjects);
                break;
            case ["bind-local", var place, var name, .. var subjects]:
                var parts = name.Split('=');
                var local = Add(RbacIndex.RoleBindings, "RoleBinding", place, parts[0], []);
                Complete(local, "Role", parts[^1], subjects);
                break;
            default:
                throw new FormatException($"bootstrap.policy: cannot read '{string.Join(' ', words)}'");
        }
    }

    private JsonObject Add(GroupResource resource, string kind, string? place, string name, string[] labels)
    {
        var marks = new JsonObject { ["kubernetes.io/bootstrapping"] = "rbac-defaults" };
        foreach (var label in labels)
        {
            marks[$"{RbacIndex.Group}/{label}"] = "true";
        }
        var metadata = new JsonObject
        {
            ["name"] = name,
            ["annotations"] = new JsonObject { [AutoUpdate] = "true" },
            ["labels"] = marks,
        };
        if (place is not null)
        {
            metadata["namespace"] = place;
        }
        var value = new JsonObject
        {
            ["apiVersion"] = $"{RbacIndex.Group}/v1",
            ["kind"] = kind,
            ["metadata"] = metadata,
        };
        _objects.Add(new BootstrapObject(resource, place, value));
        return value;
    }

    private static JsonObject Aggregation(string name)
    {
        var labels = new JsonObject { [$"{RbacIndex.Group}/aggregate-to-{name}"] = "true" };
        return new JsonObject
        {
            ["clusterRoleSelectors"] = new JsonArray((JsonNode)new JsonObject { ["matchLabels"] = labels }),
        };
    }

    private static JsonObject Rule(string[] words)
    {
        var verbs = words[0] switch
        {
            "read" => Read,
            "write" => Write,
            "full" => [.. Write, .. Read],
            var listed => listed.Split(','),
        };
        var names = words[^1].StartsWith("names=", StringComparison.Ordinal) ? words[^1]["names=".Length..] : null;
        var things = names is null ? words[2..] : words[2..^1];
        var rule =
            words[1] == "url"
                ? new PolicyRule { Verbs = verbs, NonResourceUrls = things }
                : new PolicyRule
                {
                    Verbs = verbs,
                    Groups = [.. words[1].Split(',').Select(group => group == "core" ? "" : group)],
                    Resources = things,
                    ResourceNames = names?.Split(',') ?? [],
                };
        return rule.ToJson();
    }

    private static void Complete(JsonObject binding, string roleKind, string role, string[] subjects)
    {
        binding["roleRef"] = new JsonObject
        {
            ["apiGroup"] = RbacIndex.Group,
            ["kind"] = roleKind,
            ["name"] = role,
        };
        if (subjects.Length > 0)
        {
            binding["subjects"] = new JsonArray([.. subjects.Select(Subject)]);
        }
    }

    private static JsonNode Subject(string word)
    {
        var end = word.IndexOf(':', StringComparison.Ordinal);
        var name = word[(end + 1)..];
        if (word[..end] == "account")
        {
            var slash = name.IndexOf('/', StringComparison.Ordinal);
            return new JsonObject
            {
                ["kind"] = "ServiceAccount",
                ["name"] = name[(slash + 1)..],
                ["namespace"] = name[..slash],
            };
        }
        return new JsonObject
        {
            ["kind"] = word[..end] == "user" ? "User" : "Group",
            ["apiGroup"] = RbacIndex.Group,
            ["name"] = name,
        };
    }
}
