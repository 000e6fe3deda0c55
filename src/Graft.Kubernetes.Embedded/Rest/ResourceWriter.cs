using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Admission;
using Graft.Kubernetes.Embedded.Apply;
using Graft.Kubernetes.Embedded.Authorization.Rbac;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Resources;
using Graft.Kubernetes.Embedded.Rules;
using Graft.Kubernetes.Embedded.Storage;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Rest;

/// <summary>
/// Creates and changes objects: the way every write goes, whether it comes over HTTP or from one of the cluster's own
/// controllers. Fields of the server, pruning and defaulting, admission, validation, and then the store.
/// </summary>
internal sealed class ResourceWriter(
    ObjectStore store,
    AdmissionChain admission,
    NamespaceGate namespaces,
    EscalationGuard escalation,
    TimeProvider time
)
{
    private const int Attempts = 8;

    /// <summary>Stores a new object; the body becomes the writer's.</summary>
    public async Task<StoredObject> CreateAsync(
        ResourceDefinition definition,
        string? @namespace,
        JsonObject body,
        WriteContext context,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        ObjectPreparation.MatchRequest(body, definition, @namespace, null);
        ObjectPreparation.ForCreate(body, definition, now);
        var name = body.Text("metadata", "name")!;
        namespaces.CheckCreate(definition, @namespace, name);
        Complete(body, definition);
        Track(null, body, definition, null, context, now);
        body = await AdmitAsync(AdmissionOperation.Create, definition, null, body, null, context, cancellationToken);
        if (context.IsDryRun)
        {
            return store.Find(definition.GroupResource, @namespace ?? "", name) is { } taken
                ? throw ApiException.AlreadyExists(definition.GroupResource, name, taken.IsDeleting)
                : new StoredObject(definition.GroupResource, body.ToUtf8());
        }
        namespaces.CheckCreate(definition, @namespace, name);
        var stored =
            store.Put(definition.GroupResource, null, body)
            ?? throw ApiException.AlreadyExists(
                definition.GroupResource,
                name,
                store.Find(definition.GroupResource, @namespace ?? "", name)?.IsDeleting == true
            );
        await store.WhenDurableAsync(stored.ResourceVersion, cancellationToken);
        return stored;
    }

    /// <summary>
    /// Changes an object. <paramref name="change"/> makes the wanted object of the current one, and is called again when
    /// somebody else writes in between.
    /// </summary>
    public async Task<StoredObject> UpdateAsync(
        ResourceDefinition definition,
        string? @namespace,
        string name,
        string? subresource,
        Func<StoredObject, JsonObject> change,
        WriteContext context,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var current =
                store.Find(definition.GroupResource, @namespace ?? "", name)
                ?? throw ApiException.NotFound(definition.GroupResource, name);
            var wanted = change(current);
            var stored = await TryUpdateAsync(
                definition,
                @namespace,
                subresource,
                current,
                wanted,
                context,
                cancellationToken
            );
            if (stored is not null)
            {
                await store.WhenDurableAsync(stored.ResourceVersion, cancellationToken);
                return stored;
            }
        }
        throw ApiException.Modified(definition.GroupResource, name);
    }

    private async Task<StoredObject?> TryUpdateAsync(
        ResourceDefinition definition,
        string? @namespace,
        string? subresource,
        StoredObject current,
        JsonObject value,
        WriteContext context,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        ObjectPreparation.MatchRequest(value, definition, @namespace, current.Name);
        CheckUid(value, current, definition, context);
        CheckVersion(value, current, definition, context);
        ObjectPreparation.ForUpdate(value, current, definition, subresource);
        Complete(value, definition);
        Track(current.Value, value, definition, subresource, context, now);
        value.Metadata().SetCopy("resourceVersion", current.Value.At("metadata", "resourceVersion"));
        value = await AdmitAsync(
            AdmissionOperation.Update,
            definition,
            subresource,
            value,
            current,
            context,
            cancellationToken
        );
        if (ObjectPreparation.IsNoChange(value, current.Value))
        {
            return current;
        }
        if (context.IsDryRun)
        {
            return new StoredObject(definition.GroupResource, value.ToUtf8());
        }
        return Finalization.IsFinished(value, definition)
            ? store.Delete(current, value)
            : store.Put(definition.GroupResource, current, value);
    }

    /// <summary>A replacement that means another object of the name conflicts; nobody else may change the uid either.</summary>
    private static void CheckUid(
        JsonObject value,
        StoredObject current,
        ResourceDefinition definition,
        WriteContext context
    )
    {
        if (value.Text("metadata", "uid") is not { Length: > 0 } uid || uid == current.Uid)
        {
            return;
        }
        throw context.IsReplacement
            ? ApiException.Conflict(
                definition.GroupResource,
                current.Name,
                $"Precondition failed: UID in precondition: {uid}, UID in object meta: {current.Uid}"
            )
            : ApiException.Invalid(
                definition,
                current.Name,
                [FieldError.Invalid(FieldPath.Root("metadata").Child("uid"), uid, "field is immutable")]
            );
    }

    private static void CheckVersion(
        JsonObject value,
        StoredObject current,
        ResourceDefinition definition,
        WriteContext context
    )
    {
        var version = value.Text("metadata", "resourceVersion");
        if (string.IsNullOrEmpty(version))
        {
            if (context.IsReplacement && definition.IsCustom)
            {
                var path = FieldPath.Root("metadata").Child("resourceVersion");
                throw ApiException.Invalid(
                    definition.GroupResource,
                    current.Name,
                    [FieldError.Invalid(path, 0, "must be specified for an update")]
                );
            }
        }
        else if (version != current.Value.Text("metadata", "resourceVersion"))
        {
            throw ApiException.Modified(definition.GroupResource, current.Name);
        }
    }

    /// <summary>Mutating admission, then validation, then validating admission.</summary>
    private async Task<JsonObject> AdmitAsync(
        AdmissionOperation operation,
        ResourceDefinition definition,
        string? subresource,
        JsonObject value,
        StoredObject? current,
        WriteContext context,
        CancellationToken cancellationToken
    )
    {
        var attributes = new AdmissionAttributes
        {
            Operation = operation,
            Group = definition.Group,
            Version = definition.StorageVersion,
            Kind = definition.Kind,
            Resource = definition.Plural,
            Namespace = value.Text("metadata", "namespace"),
            Name = value.Text("metadata", "name") ?? "",
            Subresource = subresource,
            Object = value,
            OldObject = current?.Value,
            UserName = context.User.Name,
            UserGroups = context.User.Groups,
            UserUid = context.User.Uid,
            UserExtra = context.User.Extra,
            IsDryRun = context.IsDryRun,
            Warn = context.Warn,
        };
        await admission.MutateAsync(attributes, cancellationToken);
        value = attributes.Object!;
        if (current is not null)
        {
            ObjectPreparation.ForUpdate(value, current, definition, subresource);
        }
        Complete(value, definition);
        if (!context.IsTrusted)
        {
            escalation.Check(context.User, definition, value, current?.Value);
        }
        ThrowIfInvalid(value, current?.Value, definition, subresource, context);
        await admission.ValidateAsync(attributes, cancellationToken);
        return value;
    }

    private static void Complete(JsonObject value, ResourceDefinition definition)
    {
        if (definition.Schema is { } schema)
        {
            schema.Prune(value);
            schema.Default(value);
        }
        KindRules.Default(value, definition);
        ObjectPreparation.DropEmpty(value);
    }

    private static void ThrowIfInvalid(
        JsonObject value,
        JsonObject? old,
        ResourceDefinition definition,
        string? subresource,
        WriteContext context
    )
    {
        var errors = new FieldErrors();
        ObjectMetaRules.Validate(value, definition, errors);
        if (old is not null)
        {
            ObjectMetaRules.ValidateUpdate(value, old, errors);
        }
        KindRules.Validate(value, old, definition, context.Served ?? definition, errors);
        if (definition.Schema is { } schema)
        {
            errors.AddRange(schema.Validate(value, old, isStatus: subresource == "status"));
        }
        if (!errors.IsEmpty)
        {
            throw ApiException.Invalid(definition, value.Text("metadata", "name") ?? "", errors);
        }
    }

    private static void Track(
        JsonObject? old,
        JsonObject value,
        ResourceDefinition definition,
        string? subresource,
        WriteContext context,
        DateTimeOffset now
    )
    {
        if (!context.IsApply)
        {
            ManagedFields.Track(old, value, context.FieldManager, "Update", definition, subresource, now);
        }
    }
}
