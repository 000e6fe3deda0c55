using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Storage;

namespace Graft.Kubernetes.Embedded.Controllers;

/// <summary>Where an object is stored.</summary>
internal readonly record struct ObjectId(GroupResource Resource, string Namespace, string Name)
{
    public static ObjectId Of(StoredObject value) => new(value.Resource, value.Namespace, value.Name);

    public override string ToString() =>
        Namespace.Length == 0 ? $"{Resource}/{Name}" : $"{Resource}/{Namespace}/{Name}";
}
