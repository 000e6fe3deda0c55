using Graft.Api.Gardener;
using Graft.Kubernetes.Events;

namespace Graft.Extensions.Controllers;

/// <summary>Tells on the extension object how its operations end, by the reasons that Gardener's own extensions use.</summary>
internal sealed class OperationEvents<T>(EventRecorder? recorder)
    where T : class, IExtensionObject<T>
{
    public void Succeeded(T item, Operation operation) =>
        recorder?.Normal(item, ReasonOf(operation), $"Successfully {operation.Done} {T.ResourceType.Kind}");

    public void Failed(T item, Operation operation, Exception exception) =>
        recorder?.Warning(item, ReasonOf(operation), exception.Message);

    private static string ReasonOf(Operation operation) =>
        T.ResourceType.Kind
        + operation switch
        {
            Operation.Create => "Creation",
            Operation.Delete => "Deletion",
            Operation.Migrate => "Migration",
            Operation.Restore => "Restoration",
            _ => "Reconciliation",
        };
}
