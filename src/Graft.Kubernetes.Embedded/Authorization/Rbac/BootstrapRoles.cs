using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Rest;
using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.Authorization.Rbac;

/// <summary>
/// Makes the roles and bindings of <see cref="BootstrapPolicy"/> at a cluster's start. Of those that are there, what was
/// taken away comes back and what was added stays, unless their <c>autoupdate</c> annotation says otherwise.
/// </summary>
internal sealed class BootstrapRoles(ObjectStore store, ResourceRegistry registry, ResourceWriter writer)
{
    private static readonly WriteContext Context = WriteContext.Controller("kube-apiserver");

    public Task EnsureAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(BootstrapPolicy.Objects.Select(wanted => EnsureAsync(wanted, cancellationToken)));

    private async Task EnsureAsync(BootstrapObject wanted, CancellationToken cancellationToken)
    {
        var definition = registry.FindStored(wanted.Resource)!;
        var name = wanted.Value.Text("metadata", "name")!;
        try
        {
            if (store.Find(wanted.Resource, wanted.Namespace ?? "", name) is not { } found)
            {
                await writer.CreateAsync(definition, wanted.Namespace, wanted.Value.Copy(), Context, cancellationToken);
            }
            else if (found.Value.Text("metadata", "annotations", BootstrapPolicy.AutoUpdate) == "true")
            {
                await writer.UpdateAsync(
                    definition,
                    wanted.Namespace,
                    name,
                    null,
                    current => Completed(current.Copy(), wanted.Value),
                    Context,
                    cancellationToken
                );
            }
        }
        catch (ApiException exception) when (exception.Code is 404 or 409 or 422)
        {
            // Its namespace is not there, or somebody gave a binding of its name another role: theirs to keep.
        }
    }

    private static JsonObject Completed(JsonObject value, JsonObject wanted)
    {
        foreach (var (key, label) in wanted.ObjectAt("metadata", "labels")!)
        {
            value.Metadata().Child("labels").SetCopy(key, label);
        }
        if (wanted["rules"] is not null)
        {
            var missing = RuleCoverage.Missing(PolicyRule.ListFrom(value), PolicyRule.ListFrom(wanted));
            Append(value, "rules", missing.Select(rule => rule.ToJson()));
        }
        if (wanted["aggregationRule"] is { } aggregation)
        {
            value.SetCopy("aggregationRule", aggregation);
        }
        var subjects = value.Objects("subjects").ToList();
        Append(
            value,
            "subjects",
            wanted.Objects("subjects").Where(subject => !subjects.Exists(each => JsonNode.DeepEquals(each, subject)))
        );
        return value;
    }

    private static void Append(JsonObject value, string name, IEnumerable<JsonObject> items)
    {
        foreach (var item in items.ToList())
        {
            ((JsonArray)(value[name] ??= new JsonArray())).Add((JsonNode)item.Copy());
        }
    }
}
