using Graft.Kubernetes.Embedded.Resources;

namespace Graft.Kubernetes.Embedded.Tables;

/// <summary>The columns of the built-in kinds, as kubectl shows them.</summary>
internal static class BuiltInColumns
{
    public static IReadOnlyList<PrinterColumn> For(GroupResource resource) => [];
}
