using System.CommandLine;
using Graft.Extensions.Controllers;

namespace Graft.Extensions.Hosting;

/// <summary>What an extension is: its names, its own options, and the controllers it brings.</summary>
/// <example>
/// <code>
/// public static ExtensionDefinition Definition { get; } = new()
/// {
///     Name = "runtime-fast",
///     Program = "graft-runtime-fast",
///     Description = "Installs the fast runtime on worker pools",
///     AddControllers = (controllers, _) => controllers.AddContainerRuntime("fast", new FastActuator(...)),
/// };
/// </code>
/// </example>
public sealed record ExtensionDefinition
{
    /// <summary>As the registration has it; also the holder of the heartbeat and the stem of the leader's lease.</summary>
    public required string Name { get; init; }

    /// <summary>The executable, for messages and the user agent.</summary>
    public required string Program { get; init; }

    /// <summary>One line for <c>--help</c>.</summary>
    public required string Description { get; init; }

    /// <summary>Options beyond those that every extension has.</summary>
    public IReadOnlyList<Option> Options { get; init; } = [];

    /// <summary>Adds the controllers; the command line holds the values of <see cref="Options"/>.</summary>
    public required Action<ExtensionControllers, ParseResult> AddControllers { get; init; }

    /// <summary>The values of <see cref="Options"/> for these arguments, for a start without a command line.</summary>
    /// <exception cref="ArgumentException">The arguments do not fit; the message says why.</exception>
    public ParseResult Parse(params IReadOnlyList<string> arguments)
    {
        var command = new RootCommand(Description);
        foreach (var option in Options)
        {
            command.Options.Add(option);
        }
        var parsed = command.Parse(arguments);
        return parsed.Errors is [{ } first, ..]
            ? throw new ArgumentException($"{Program}: {first.Message}", nameof(arguments))
            : parsed;
    }
}
