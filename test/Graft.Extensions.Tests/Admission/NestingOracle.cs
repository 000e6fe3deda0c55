using System.Text.Json;
using Graft.Api.Gardener;

namespace Graft.Extensions.Tests.Admission;

/// <summary>
/// Says of a Shoot's raw JSON whether a pool with Kata Containers has machines that cannot run it. It shares nothing with the
/// rule: not the patterns, not the types, and it knows each machine type by its name.
/// </summary>
internal static class NestingOracle
{
    // What the CloudProfile has, and the providers on which each nests.
    private static readonly Dictionary<string, string[]> s_nestsOn = new()
    {
        ["i3.metal"] = ["aws", "openstack", "other"],
        ["c8i.large"] = ["aws", "openstack", "other"],
        ["m5.large"] = ["openstack", "other"],
        ["m6g.metal"] = ["openstack", "other"],
        ["n2-standard-4"] = ["gcp", "openstack", "other"],
        ["e2-standard-4"] = ["openstack", "other"],
        ["n2d-standard-4"] = ["openstack", "other"],
        ["Standard_D4s_v5"] = ["azure", "openstack", "other"],
        ["Standard_D4ps_v5"] = ["openstack", "other"],
        ["Standard_DC4s_v3"] = ["openstack", "other"],
    };

    public static IReadOnlyList<string> Providers { get; } = ["aws", "gcp", "azure", "openstack", "other", "AWS", ""];

    /// <summary>Those of the CloudProfile, and some that it does not have.</summary>
    public static IReadOnlyList<string> MachineTypes { get; } =
    [.. s_nestsOn.Keys, "unknown.metal", "I3.METAL", "i3.metal ", "*", ""];

    public static CloudProfileSpec CloudProfile { get; } =
        new() { MachineTypes = [.. s_nestsOn.Keys.Select(name => new MachineType { Name = name })] };

    /// <summary>Must it be refused, whatever else it is?</summary>
    public static bool MustBeRefused(JsonElement shoot)
    {
        if (Last(shoot, "metadata") is { } metadata && Last(metadata, "deletionTimestamp") is not null)
        {
            return false;
        }
        if (Last(shoot, "spec") is not { } spec || Last(spec, "provider") is not { } provider)
        {
            return false;
        }
        var type = Last(provider, "type") is { } named ? Text(named) : "";
        var known = type is "aws" or "gcp" or "azure" or "openstack" ? type : "other";
        return Items(provider, "workers")
            .Where(pool =>
                Last(pool, "cri") is { } cri
                && Items(cri, "containerRuntimes")
                    .Any(runtime => Last(runtime, "type") is { } one && Text(one) == "kata-containers")
            )
            .Any(pool => !Nests(pool, known));
    }

    private static bool Nests(JsonElement pool, string provider) =>
        Last(pool, "machine") is { } machine
        && Last(machine, "type") is { } type
        && s_nestsOn.TryGetValue(Text(type) ?? "", out var providers)
        && Array.IndexOf(providers, provider) >= 0;

    /// <summary>Of members with the same name the last counts; null counts as absent.</summary>
    private static JsonElement? Last(JsonElement element, string name)
    {
        JsonElement? found = null;
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject().Where(member => member.NameEquals(name)))
            {
                found = member.Value.ValueKind == JsonValueKind.Null ? null : member.Value;
            }
        }
        return found;
    }

    private static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        Last(element, name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    private static string? Text(JsonElement element) =>
        element.ValueKind == JsonValueKind.String && !element.GetRawText().Contains("\\ud8", StringComparison.Ordinal)
            ? element.GetString()
            : null;
}
