using System.CommandLine;

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

    /// <summary>Options beyond those that every admission component has; their validators belong to the command line's.</summary>
    public IReadOnlyList<Option> Options { get; init; } = [];

    /// <summary>Makes the rules; the command line holds the values of <see cref="Options"/>.</summary>
    public required Func<ParseResult, IReadOnlyList<IShootValidator>> CreateValidators { get; init; }

    /// <summary>Webhook configuration, service and lease.</summary>
    public string ComponentName => $"gardener-extension-{Name}";
}
