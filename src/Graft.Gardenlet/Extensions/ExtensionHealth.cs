using Graft.Api;
using Graft.Api.Gardener;

namespace Graft.Gardenlet.Extensions;

/// <summary>Whether an extension has done what was asked of it: the checks of the wire contract, section 4.3, in order.</summary>
internal static class ExtensionHealth
{
    /// <returns>The first check that fails; null for a healthy object.</returns>
    public static ExtensionProblem? Check<T>(T item)
        where T : class, IExtensionObject<T>
    {
        var (metadata, status) = (item.Metadata, item.Status);
        if (status?.LastError is { } error)
        {
            return new ExtensionProblem(
                $"error during reconciliation: {error.Description}",
                IsReportedError: true,
                error.Codes ?? []
            );
        }
        if ((status?.ObservedGeneration ?? 0) != (metadata.Generation ?? 0))
        {
            return Pending(
                $"observed generation outdated ({status?.ObservedGeneration ?? 0}/{metadata.Generation ?? 0})"
            );
        }
        if (metadata.Annotations?.TryGetValue(WellKnown.Annotations.Operation, out var operation) == true)
        {
            return Pending($"gardener operation \"{operation}\" is not yet picked up by controller");
        }
        if (status?.LastOperation is not { } last)
        {
            return Pending("extension did not record a last operation yet");
        }
        if (last.State != LastOperationState.Succeeded)
        {
            return Pending($"extension state is not succeeded but {last.State}");
        }
        return CheckTimestamp(metadata.Annotations, last);
    }

    private static ExtensionProblem? CheckTimestamp(
        IReadOnlyDictionary<string, string>? annotations,
        LastOperation last
    )
    {
        if (annotations?.TryGetValue(WellKnown.Annotations.Timestamp, out var text) != true)
        {
            return null;
        }
        if (!Rfc3339.TryParse(text, out var requested))
        {
            return Pending(
                $"cannot parse {WellKnown.Annotations.Timestamp} annotation: \"{text}\" is not a time of RFC 3339"
            );
        }
        // The status knows whole seconds only.
        var cut = new DateTimeOffset(requested.Ticks - requested.Ticks % TimeSpan.TicksPerSecond, requested.Offset);
        var updated = last.LastUpdateTime ?? DateTimeOffset.MinValue;
        return cut > updated
            ? Pending(
                $"extension is not reconciled yet - reconciliation requested at {Rfc3339.Seconds(cut)}, "
                    + $"last update time is: {Rfc3339.Seconds(updated)}"
            )
            : null;
    }

    private static ExtensionProblem Pending(string message) => new(message, IsReportedError: false, []);
}
