using System.Text.Json.Serialization;

namespace Graft.OperatingSystems.UserData.Ignition;

/// <summary>An Ignition configuration, specification 3.3.</summary>
internal sealed record IgnitionConfig
{
    public IgnitionVersion Ignition { get; init; } = new();

    public required IgnitionStorage Storage { get; init; }

    public required IgnitionSystemd Systemd { get; init; }
}

internal sealed record IgnitionVersion
{
    public string Version { get; init; } = "3.3.0";
}

internal sealed record IgnitionStorage
{
    public IReadOnlyList<IgnitionFile>? Files { get; init; }

    public IReadOnlyList<IgnitionLink>? Links { get; init; }
}

internal sealed record IgnitionFile
{
    public required string Path { get; init; }

    /// <summary>Ignition fails on a file that the image has, unless told to replace it.</summary>
    public bool Overwrite { get; init; } = true;

    public required IgnitionContents Contents { get; init; }

    /// <summary>Decimal, as JSON has no octal numbers.</summary>
    public int? Mode { get; init; }
}

internal sealed record IgnitionContents
{
    /// <summary>A <c>data:</c> URL.</summary>
    public required string Source { get; init; }
}

internal sealed record IgnitionLink
{
    public required string Path { get; init; }

    public bool Overwrite { get; init; } = true;

    public required string Target { get; init; }

    public bool Hard { get; init; }
}

internal sealed record IgnitionSystemd
{
    public IReadOnlyList<IgnitionUnit>? Units { get; init; }
}

internal sealed record IgnitionUnit
{
    public required string Name { get; init; }

    public bool? Enabled { get; init; }

    public bool? Mask { get; init; }

    public string? Contents { get; init; }

    [JsonPropertyName("dropins")]
    public IReadOnlyList<IgnitionDropIn>? DropIns { get; init; }
}

internal sealed record IgnitionDropIn
{
    public required string Name { get; init; }

    public required string Contents { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    NewLine = "\n"
)]
[JsonSerializable(typeof(IgnitionConfig))]
internal sealed partial class IgnitionJsonContext : JsonSerializerContext;
