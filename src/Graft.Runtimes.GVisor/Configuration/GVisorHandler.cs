using System.Text.RegularExpressions;
using Graft.Api;

namespace Graft.Runtimes.GVisor.Configuration;

/// <summary>
/// Another way to run gVisor on the same nodes, such as on KVM: the runtime class <c>gvisor-&lt;name&gt;</c>, the handler
/// <c>runsc-&lt;name&gt;</c> and the file <c>/etc/containerd/runsc-&lt;name&gt;.toml</c>.
/// </summary>
public sealed partial record GVisorHandler : ApiObject
{
    /// <summary>What <see cref="Name"/> must be, as words for an error message.</summary>
    public const string NameRule =
        "must be 1 to 32 lower case letters, digits and '-', and begin and end with a letter or digit";

    public string? Name { get; init; }

    /// <summary>Flags of runsc, by name. Nothing is taken over from the flags of the pool.</summary>
    public IReadOnlyDictionary<string, string>? ConfigFlags { get; init; }

    /// <summary>Can the name stand in names of objects and files?</summary>
    public bool HasUsableName => Name is not null && NamePattern().IsMatch(Name);

    [GeneratedRegex(
        @"^[a-z0-9]([-a-z0-9]{0,30}[a-z0-9])?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex NamePattern();
}
