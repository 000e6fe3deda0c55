using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Graft.Api;

namespace Graft.Kubernetes.Transport;

/// <summary>Makes the requests for objects of a kind.</summary>
internal static class ObjectRequests
{
    public static ApiRequest Page(ResourceType type, ListOptions options, string? continuation) =>
        new(
            HttpMethod.Get,
            RequestPath.WithQuery(
                RequestPath.Of(type, options.Namespace),
                ("labelSelector", options.LabelSelector),
                ("fieldSelector", options.FieldSelector),
                ("limit", Number(options.Limit)),
                ("continue", continuation),
                // A continued list has the version of its first page.
                ("resourceVersion", continuation is null ? options.ResourceVersion : null),
                ("resourceVersionMatch", continuation is null ? options.ResourceVersionMatch?.ToString() : null)
            )
        );

    public static ApiRequest Watch(ResourceType type, WatchOptions options, TimeSpan duration) =>
        new(
            HttpMethod.Get,
            RequestPath.WithQuery(
                RequestPath.Of(type, options.Namespace),
                ("watch", "true"),
                ("allowWatchBookmarks", "true"),
                ("labelSelector", options.LabelSelector),
                ("fieldSelector", options.FieldSelector),
                ("resourceVersion", options.ResourceVersion),
                ("sendInitialEvents", options.SendInitialEvents ? "true" : null),
                ("resourceVersionMatch", options.SendInitialEvents ? nameof(ResourceVersionMatch.NotOlderThan) : null),
                ("timeoutSeconds", Number(Math.Max(1, (long)duration.TotalSeconds)))
            )
        );

    public static ApiRequest Write<T>(
        HttpMethod method,
        string path,
        T body,
        JsonTypeInfo<T> json,
        WriteOptions options
    ) => new(method, WithWriteQuery(path, options, null)) { Body = JsonSerializer.SerializeToUtf8Bytes(body, json) };

    public static ApiRequest Patch(string path, Patch patch, WriteOptions options) =>
        new(HttpMethod.Patch, WithWriteQuery(path, options, patch.Force ? "true" : null))
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(patch.Body, KubernetesJson.Shared.JsonNode),
            ContentType = patch.ContentType,
        };

    public static ApiRequest Delete(string path, DeleteOptions options) =>
        new(HttpMethod.Delete, path)
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(DeleteBody(options), KubernetesJson.Shared.JsonObject),
        };

    public static ApiRequest DeleteAll(ResourceType type, ListOptions which, DeleteOptions options) =>
        Delete(
            RequestPath.WithQuery(
                RequestPath.Of(type, which.Namespace),
                ("labelSelector", which.LabelSelector),
                ("fieldSelector", which.FieldSelector)
            ),
            options
        );

    public static JsonObject DeleteBody(DeleteOptions options)
    {
        var body = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "DeleteOptions" };
        if (options.PropagationPolicy is { } policy)
        {
            body["propagationPolicy"] = policy.ToString();
        }
        if (options.GracePeriodSeconds is { } seconds)
        {
            body["gracePeriodSeconds"] = seconds;
        }
        if (options.Preconditions is { } preconditions)
        {
            body["preconditions"] = PreconditionsBody(preconditions);
        }
        if (options.DryRun)
        {
            body["dryRun"] = new JsonArray("All");
        }
        return body;
    }

    private static JsonObject PreconditionsBody(Preconditions preconditions)
    {
        var body = new JsonObject();
        if (preconditions.Uid is { } uid)
        {
            body["uid"] = uid;
        }
        if (preconditions.ResourceVersion is { } version)
        {
            body["resourceVersion"] = version;
        }
        return body;
    }

    private static string WithWriteQuery(string path, WriteOptions options, string? force) =>
        RequestPath.WithQuery(
            path,
            ("fieldManager", options.FieldManager),
            ("dryRun", options.DryRun ? "All" : null),
            ("fieldValidation", options.FieldValidation?.ToString()),
            ("force", force)
        );

    private static string? Number(long? value) => value?.ToString(CultureInfo.InvariantCulture);
}
