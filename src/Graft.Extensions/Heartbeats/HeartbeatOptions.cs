namespace Graft.Extensions.Heartbeats;

/// <summary>How an extension shows that it is alive.</summary>
internal sealed record HeartbeatOptions
{
    /// <summary>The extension's name, such as its registration has it.</summary>
    public required string ExtensionName { get; init; }

    /// <summary>The extension's namespace in the seed, <c>extension-&lt;controllerinstallation&gt;</c>.</summary>
    public required string Namespace { get; init; }

    /// <summary>Time between two signs of life; default 30 seconds, which the core's care controller expects.</summary>
    public TimeSpan RenewInterval { get; init; } = TimeSpan.FromSeconds(30);
}
