using Graft.Kubernetes.Embedded.Schemas.BuiltIn;
using Graft.Kubernetes.Embedded.Tables;
using Graft.Kubernetes.Versions;

namespace Graft.Kubernetes.Embedded.Resources;

/// <summary>The kinds that every cluster serves, without any CustomResourceDefinition.</summary>
internal static class BuiltInResources
{
    /// <summary>The definitions for a cluster of a Kubernetes version.</summary>
    public static IEnumerable<ResourceDefinition> For(KubernetesVersion version)
    {
        IEnumerable<ResourceDefinition> all =
        [
            .. CoreKinds.All(),
            .. WorkloadKinds.All(),
            .. NetworkKinds.All(),
            .. AccessKinds.All(),
            .. ExtensionKinds.All(),
            .. NodeKinds.All(version),
            .. AccessKinds.Reviews(),
        ];
        var complete = all.Select(definition =>
                definition with
                {
                    Columns = BuiltInColumns.For(definition.GroupResource),
                    SchemaSource = new(() => BuiltInSchemas.Find(definition.ApiVersion, definition.Kind)),
                    Scale = definition.HasSubresource("scale") ? ScalePaths.OfWorkloads : null,
                }
            )
            .ToList();
        return complete.Select(definition => WithForm(definition, complete));
    }

    /// <summary>A namespaced kind with all verbs, as most are.</summary>
    public static ResourceDefinition Kind(
        string group,
        string version,
        string kind,
        string plural,
        params IReadOnlyList<string> shortNames
    ) =>
        new()
        {
            Group = group,
            Version = version,
            Kind = kind,
            Plural = plural,
            Singular = kind.ToLowerInvariant(),
            ShortNames = shortNames,
        };

    /// <summary>Events of the two groups are the same objects, as are autoscalers of the two versions.</summary>
    private static ResourceDefinition WithForm(ResourceDefinition definition, List<ResourceDefinition> all)
    {
        switch (definition)
        {
            case { Group: "events.k8s.io" }:
                var core = all.First(each => each is { Group: "", Kind: "Event" });
                return definition with { Form = AlternateForm.OfEvents(core), Columns = core.Columns };
            case { Group: "autoscaling", Version: "v1" }:
                return definition with
                {
                    Form = AlternateForm.OfAutoscalers(
                        all.First(each => each is { Group: "autoscaling", Version: "v2" })
                    ),
                };
            default:
                return definition;
        }
    }
}
