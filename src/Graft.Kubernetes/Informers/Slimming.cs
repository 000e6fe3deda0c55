using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Informers;

/// <summary>Makes of an object that was read what is kept of it: no managedFields, and what a transform leaves.</summary>
internal sealed partial class Slimming<T>(Resource<T> resource, Func<T, T>? transform, ILogger logger)
    where T : class
{
    private const string ManagedFields = "managedFields";

    public T Apply(T item)
    {
        DropManagedFields(item);
        if (transform is null)
        {
            return item;
        }
        try
        {
            return transform(item);
        }
        catch (Exception exception)
        {
            // It belongs to somebody else, and only saves memory; a cache with a hole would be worse.
            Log.TransformFailed(logger, exception, resource.Type.Kind, resource.KeyOf(item));
            return item;
        }
    }

    // Often half of an object's size, and of no use to a controller.
    private void DropManagedFields(T item)
    {
        if (item is JsonObject json)
        {
            (json["metadata"] as JsonObject)?.Remove(ManagedFields);
        }
        else if (
            resource.Metadata(item) is { UnknownFields: { } unknown } metadata
            && unknown.Remove(ManagedFields)
            && unknown.Count == 0
        )
        {
            metadata.UnknownFields = null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The transform of {Kind} failed on {Key}, which is kept as it is.")]
        public static partial void TransformFailed(ILogger logger, Exception exception, string kind, ObjectKey key);
    }
}
