using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Kubernetes;

namespace Graft.Kubernetes.Events;

/// <summary>Brings the events to the server, as core/v1 Events.</summary>
internal sealed class EventWriter(
    IKubernetesClient client,
    EventRecorderOptions options,
    TimeProvider time,
    Random random
)
{
    private readonly EventNames _names = new(time);

    /// <summary>Creates the event, or counts it up.</summary>
    /// <exception cref="KubernetesException">The server does not want it.</exception>
    /// <exception cref="HttpRequestException">The server could not be reached often enough.</exception>
    public async Task WriteAsync(EventSeries series, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await StoreAsync(series, cancellationToken);
                return;
            }
            catch (Exception exception)
                when (tries < options.Tries
                    && exception is HttpRequestException or KubernetesException { IsTransient: true }
                )
            {
                var pause = tries == 1 ? options.RetryDelay * random.NextDouble() : options.RetryDelay;
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    private async Task StoreAsync(EventSeries series, CancellationToken cancellationToken)
    {
        if (series.IsStored && await TryCountUpAsync(series, cancellationToken))
        {
            return;
        }
        series.Name ??= _names.Next(series);
        try
        {
            await client.CreateAsync(New(series), cancellationToken);
        }
        catch (KubernetesException exception) when (exception.IsAlreadyExists)
        {
            // An earlier try has arrived after all.
        }
        series.IsStored = true;
    }

    private async Task<bool> TryCountUpAsync(EventSeries series, CancellationToken cancellationToken)
    {
        try
        {
            var key = new ObjectKey(NamespaceOf(series), series.Name!);
            await client.PatchAsync<Event>(key, Patch.Merge(Again(series)), cancellationToken);
            return true;
        }
        catch (KubernetesException exception) when (exception.IsNotFound)
        {
            // The server keeps events for an hour or so; this one begins anew, with its count.
            series.IsStored = false;
            series.Name = null;
            return false;
        }
    }

    private static JsonObject Again(EventSeries series) =>
        new()
        {
            ["count"] = series.Count,
            ["lastTimestamp"] = Rfc3339.Seconds(series.Last),
            ["message"] = series.Message,
        };

    private Event New(EventSeries series) =>
        new()
        {
            Metadata = new() { Name = series.Name, Namespace = NamespaceOf(series) },
            InvolvedObject = series.Regarding,
            Type = series.Type.ToString(),
            Reason = series.Reason,
            Message = series.Message,
            Count = series.Count,
            FirstTimestamp = series.First,
            LastTimestamp = series.Last,
            Source = new() { Component = options.Component, Host = options.Host },
            ReportingComponent = options.Component,
            ReportingInstance = options.Host ?? "",
        };

    // Events about objects without a namespace live in "default", where kubectl looks for them.
    private static string NamespaceOf(EventSeries series) =>
        series.Regarding.Namespace is { Length: > 0 } own ? own : "default";
}
