using System.CommandLine;
using Graft.Api.Kubernetes;

namespace Graft.Extensions.Admission;

/// <summary>What the admission component of a container runtime extension is: its names and its rules.</summary>
public sealed record AdmissionDefinition
{
    /// <summary>Such as <c>admission-runtime-fast</c>; the webhook's name is made of it.</summary>
    public required string Name { get; init; }

    /// <summary>The executable, for messages and the user agent.</summary>
    public required string Program { get; init; }

    /// <summary>One line for <c>--help</c>.</summary>
    public required string Description { get; init; }

    /// <summary>Shoots that use this runtime type are judged.</summary>
    public required string RuntimeType { get; init; }

    /// <summary>Only Shoots of namespaces with these labels are judged; null is every namespace.</summary>
    public LabelSelector? NamespaceSelector { get; init; }

    /// <summary>
    /// How long the garden's API server waits for an answer; then the write is refused. Default: 10 s, as Gardener's own have it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// It is not a whole number of seconds from 1 to 30, which is what Kubernetes takes.
    /// </exception>
    public TimeSpan Timeout
    {
        get;
        init =>
            field =
                value.Ticks % TimeSpan.TicksPerSecond == 0 && value.TotalSeconds is >= 1 and <= 30
                    ? value
                    : throw new ArgumentOutOfRangeException(
                        nameof(value),
                        value,
                        "a webhook's timeout is a whole number of seconds from 1 to 30"
                    );
    } = TimeSpan.FromSeconds(10);

    /// <summary>Options beyond those that every admission component has; their validators belong to the command line's.</summary>
    public IReadOnlyList<Option> Options { get; init; } = [];

    /// <summary>Makes the rules; the command line holds the values of <see cref="Options"/>.</summary>
    public required Func<ParseResult, IReadOnlyList<IShootValidator>> CreateValidators { get; init; }

    /// <summary>Webhook configuration, service and lease.</summary>
    public string ComponentName => $"gardener-extension-{Name}";
}
