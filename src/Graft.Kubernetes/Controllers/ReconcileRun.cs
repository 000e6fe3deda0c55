using System.Diagnostics;
using Graft.Kubernetes.Telemetry;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Controllers;

/// <summary>
/// One reconcile as it is seen from outside: measured, a span of its own, and a scope that every line logged within it
/// carries: controller, namespace, name and an id that no other run has.
/// </summary>
internal sealed class ReconcileRun : IDisposable
{
    private readonly ControllerMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly Activity? _span;
    private readonly IDisposable? _scope;
    private string? _result;
    private Exception? _failure;

    public ReconcileRun(
        string controller,
        ObjectKey key,
        ControllerMetrics metrics,
        TimeProvider time,
        Guid id,
        ILogger logger
    )
    {
        _metrics = metrics;
        _time = time;
        _started = time.GetTimestamp();
        _scope = logger.BeginScope(new ReconcileScope(controller, key, id));
        // A reconcile begins a trace of its own: what added its key, and how often, is not known.
        Activity.Current = null;
        _span = Instruments.Spans.StartActivity($"reconcile {controller}", ActivityKind.Internal);
        _span
            ?.SetTag("controller", controller)
            .SetTag("k8s.namespace.name", key.Namespace)
            .SetTag("name", key.Name)
            .SetTag("reconcile.id", id.ToString());
        metrics.Began();
    }

    public void Succeeded(ReconcileResult result) =>
        _result = result.After is null ? ReconcileResults.Success : ReconcileResults.RequeueAfter;

    public void Failed(Exception failure)
    {
        _result = ReconcileResults.Error;
        _failure = failure;
    }

    public void TimedOut() => _metrics.TimedOut();

    public void Dispose()
    {
        _metrics.Ended(_result, _failure, _time.GetElapsedTime(_started));
        if (_span is not null)
        {
            _span.SetTag("result", _result ?? "cancelled");
            if (_failure is not null)
            {
                _span.SetTag("error.type", _failure.GetType().FullName);
                _span.SetStatus(ActivityStatusCode.Error, _failure.Message);
            }
            _span.Dispose();
        }
        _scope?.Dispose();
    }
}
