using System.Globalization;
using System.Text.RegularExpressions;

namespace Graft.Runtimes.GVisor.Configuration;

/// <summary>A flag of runsc that users may set. Nothing else gets onto a node.</summary>
/// <param name="Name">The key in <c>configFlags</c>, which is runsc's own name of it.</param>
/// <param name="Expectation">What a value must be, as words for an error message.</param>
/// <param name="Accepts">Is this a value? What passes needs no escaping in TOML.</param>
internal sealed partial record RunscFlag(string Name, string Expectation, Func<string, bool> Accepts)
{
    public const string FileAccess = "file-access";

    public const string Overlay = "overlay2";

    public const string Platform = "platform";

    /// <summary>Every known flag, by name.</summary>
    public static IReadOnlyList<RunscFlag> All { get; } =
    [
        Switch("debug"),
        OneOf(FileAccess, "exclusive", "shared"),
        OneOf("file-access-mounts", "exclusive", "shared"),
        OneOf("net-raw", "true", "false"),
        OneOf("network", "host", "none", "sandbox"),
        Switch("nvproxy"),
        new(
            Overlay,
            "must be \"none\", or \"root\" or \"all\", then a colon, then \"self\", \"memory\" or \"dir=<absolute path>\"",
            value => OverlayValue().IsMatch(value) && !value.Split('/').Contains("..", StringComparer.Ordinal)
        ),
        new("panic-signal", "must be an integer", IsInteger),
        OneOf(Platform, "kvm", "systrap"),
    ];

    /// <summary>Settings that come with a flag, without being flags that users set.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Companions { get; private init; } = [];

    /// <summary>The flag of a name, or null.</summary>
    public static RunscFlag? Find(string name) => All.FirstOrDefault(flag => flag.Name == name);

    private static RunscFlag Switch(string name) =>
        new(name, "must be \"true\"; leave the flag out to switch it off", value => value == "true")
        {
            Companions = name == "debug" ? [new("debug-log", "/var/log/runsc/%ID%/gvisor-%COMMAND%.log")] : [],
        };

    private static RunscFlag OneOf(string name, params string[] values) =>
        new(
            name,
            $"must be {string.Join(" or ", values.Select(value => $"\"{value}\""))}",
            value => values.Contains(value, StringComparer.Ordinal)
        );

    private static bool IsInteger(string value) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    [GeneratedRegex(
        @"^(none|(root|all):(self|memory|dir=(/[A-Za-z0-9._-]+)+))\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex OverlayValue();
}
