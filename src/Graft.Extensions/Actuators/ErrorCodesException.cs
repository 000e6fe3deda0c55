using Graft.Api.Gardener;

namespace Graft.Extensions.Actuators;

/// <summary>
/// A failure that carries Gardener's error codes: they reach <c>status.lastError.codes</c>, and decide whether the core
/// tries on or waits for the user.
/// </summary>
public sealed class ErrorCodesException(string message, IReadOnlyList<string> codes, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>Some of <see cref="ErrorCode"/>.</summary>
    public IReadOnlyList<string> Codes { get; } = codes;

    /// <summary>The user's configuration cannot work; only a change of it helps.</summary>
    public static ErrorCodesException ConfigurationProblem(string message, Exception? inner = null) =>
        new(message, [ErrorCode.ConfigurationProblem], inner);

    /// <summary>The codes of a failure and of its causes, each once, in ordinal order.</summary>
    public static IReadOnlyList<string> CodesOf(Exception exception) =>
        [.. Collect(exception).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Collect(Exception exception) =>
        exception switch
        {
            AggregateException several => several.InnerExceptions.SelectMany(Collect),
            ErrorCodesException coded => coded.Codes.Concat(CausesOf(coded)),
            _ => CausesOf(exception),
        };

    private static IEnumerable<string> CausesOf(Exception exception) =>
        exception.InnerException is { } cause ? Collect(cause) : [];
}
