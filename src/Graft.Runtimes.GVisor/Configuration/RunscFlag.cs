using System.Globalization;

namespace Graft.Runtimes.GVisor.Configuration;

/// <summary>A flag of runsc that users may set.</summary>
/// <param name="Name">The key in <c>configFlags</c>.</param>
/// <param name="Expectation">What a value must be, as words for an error message.</param>
/// <param name="Accepts">Is this a value?</param>
/// <param name="Lines">The settings of <c>runsc.toml</c> that a value stands for.</param>
internal sealed record RunscFlag(
    string Name,
    string Expectation,
    Func<string, bool> Accepts,
    Func<string, IReadOnlyList<KeyValuePair<string, string>>> Lines
)
{
    /// <summary>Every known flag, in the order in which they are rendered.</summary>
    public static IReadOnlyList<RunscFlag> All { get; } =
    [
        new(
            "debug",
            "must be \"true\"; leave the flag out to switch it off",
            IsTrue,
            value => [new("debug", value), new("debug-log", "/var/log/runsc/%ID%/gvisor-%COMMAND%.log")]
        ),
        Plain("net-raw", "must be \"true\" or \"false\"", value => value is "true" or "false"),
        Plain("nvproxy", "must be \"true\"; leave the flag out to switch it off", IsTrue),
        Plain("panic-signal", "must be an integer", IsInteger),
    ];

    /// <summary>The flag of a name, or null.</summary>
    public static RunscFlag? Find(string name) => All.FirstOrDefault(flag => flag.Name == name);

    private static RunscFlag Plain(string name, string expectation, Func<string, bool> accepts) =>
        new(name, expectation, accepts, value => [new(name, value)]);

    private static bool IsTrue(string value) => value == "true";

    private static bool IsInteger(string value) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
}
