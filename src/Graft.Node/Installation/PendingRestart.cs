using System.Text.Json.Serialization;

namespace Graft.Node.Installation;

/// <summary>
/// What the marker <c>/var/lib/graft/restart-pending</c> says: one restart is owed, for everybody who has changed the
/// configuration since the last one.
/// </summary>
/// <param name="Written">Fingerprints of the configurations that were written since then; empty where none was.</param>
/// <param name="HadPrevious">Whether there was a configuration before.</param>
/// <param name="Handlers">The handlers that must be served afterwards, by runtime.</param>
internal sealed record PendingRestart(
    IReadOnlyList<string> Written,
    bool HadPrevious,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Handlers
)
{
    /// <summary>A restart is owed, and nothing more is known.</summary>
    public static PendingRestart Bare { get; } =
        new([], HadPrevious: false, new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal));

    public PendingRestart With(string runtime, IReadOnlyList<string> handlers, string written) =>
        this with
        {
            Written = [.. Written.Append(written).Distinct(StringComparer.Ordinal)],
            Handlers = new SortedDictionary<string, IReadOnlyList<string>>(
                Handlers.ToDictionary(StringComparer.Ordinal),
                StringComparer.Ordinal
            )
            {
                [runtime] = handlers,
            },
        };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(PendingRestart))]
internal sealed partial class PendingRestartJsonContext : JsonSerializerContext;
