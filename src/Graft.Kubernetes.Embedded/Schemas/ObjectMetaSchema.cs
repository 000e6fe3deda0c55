using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Schemas;

/// <summary>The schema of <c>metadata</c>, the same for every kind.</summary>
internal static class ObjectMetaSchema
{
    public static StructuralSchema Shared { get; } = Parse();

    private static StructuralSchema Parse()
    {
        var json = (JsonObject)
            JsonNode.Parse(
                """
                {
                  "type": "object",
                  "description": "ObjectMeta is what every stored object has: its name, labels and the server's book-keeping.",
                  "properties": {
                    "name": {"type": "string", "description": "Name is unique within a namespace. It cannot be changed."},
                    "generateName": {"type": "string", "description": "GenerateName is a prefix from which the server makes a unique name when none is given."},
                    "namespace": {"type": "string", "description": "Namespace is the space within which the name is unique."},
                    "selfLink": {"type": "string", "description": "SelfLink is no longer set."},
                    "uid": {"type": "string", "description": "UID is unique in time and space. The server sets it."},
                    "resourceVersion": {"type": "string", "description": "ResourceVersion changes with each write. Given on an update, it is a lock."},
                    "generation": {"type": "integer", "format": "int64", "description": "Generation grows by one with each change of the desired state."},
                    "creationTimestamp": {"type": "string", "format": "date-time", "nullable": true, "description": "CreationTimestamp is the server's time when the object was created."},
                    "deletionTimestamp": {"type": "string", "format": "date-time", "nullable": true, "description": "DeletionTimestamp is when deletion was asked for."},
                    "deletionGracePeriodSeconds": {"type": "integer", "format": "int64", "description": "DeletionGracePeriodSeconds is the time the object has to end gracefully."},
                    "labels": {"type": "object", "additionalProperties": {"type": "string"}, "description": "Labels are keys and values to select objects by."},
                    "annotations": {"type": "object", "additionalProperties": {"type": "string"}, "description": "Annotations are keys and values that tools keep with the object."},
                    "ownerReferences": {
                      "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["uid"],
                      "description": "OwnerReferences name the objects this one depends on. When all are gone it is deleted.",
                      "items": {
                        "type": "object", "x-kubernetes-map-type": "atomic", "required": ["apiVersion", "kind", "name", "uid"],
                        "properties": {
                          "apiVersion": {"type": "string"}, "kind": {"type": "string"}, "name": {"type": "string"}, "uid": {"type": "string"},
                          "controller": {"type": "boolean"}, "blockOwnerDeletion": {"type": "boolean"}
                        }
                      }
                    },
                    "finalizers": {
                      "type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"},
                      "description": "Finalizers must be empty before the object is removed."
                    },
                    "managedFields": {
                      "type": "array", "description": "ManagedFields record who set which field.",
                      "items": {
                        "type": "object",
                        "properties": {
                          "manager": {"type": "string"}, "operation": {"type": "string"}, "apiVersion": {"type": "string"},
                          "time": {"type": "string", "format": "date-time"}, "fieldsType": {"type": "string"}, "subresource": {"type": "string"},
                          "fieldsV1": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}
                        }
                      }
                    }
                  }
                }
                """
            )!;
        return StructuralSchema.ParsePart(json);
    }
}
