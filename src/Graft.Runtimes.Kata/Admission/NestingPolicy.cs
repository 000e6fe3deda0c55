using Graft.Api.Gardener;

namespace Graft.Runtimes.Kata.Admission;

/// <summary>What <see cref="KataAdmissionOptions"/> say about one provider's machine types.</summary>
internal sealed class NestingPolicy
{
    private readonly ILookup<string, MachineTypePattern> _allowed;
    private readonly ILookup<string, MachineTypePattern> _excluded;
    private readonly ILookup<string, NestingCapability> _capabilities;

    public NestingPolicy(KataAdmissionOptions options)
    {
        var patterns = options.AllowedMachineTypes;
        _allowed = patterns.Where(one => !one.IsExclusion).ToLookup(one => one.Provider, StringComparer.Ordinal);
        _excluded = patterns.Where(one => one.IsExclusion).ToLookup(one => one.Provider, StringComparer.Ordinal);
        _capabilities = options.NestingCapabilities.ToLookup(one => one.Provider, StringComparer.Ordinal);
    }

    /// <summary>May machines of this type be taken for able, or is nothing known of their provider?</summary>
    public bool Allows(string provider, MachineType machineType) =>
        !IsKnown(provider)
        || IsAllowed(provider, machineType.Name ?? "")
        || _capabilities[provider].Any(capability => Has(machineType, capability.Name, capability.Value));

    /// <summary>Does the CloudProfile say this of the machine type?</summary>
    public static bool Has(MachineType machineType, string name, string value) =>
        machineType.Capabilities?.GetValueOrDefault(name)?.Contains(value, StringComparer.Ordinal) == true;

    private bool IsKnown(string provider) =>
        _allowed.Contains(provider) || _excluded.Contains(provider) || _capabilities.Contains(provider);

    private bool IsAllowed(string provider, string name) =>
        _allowed[provider].Any(pattern => pattern.Matches(name))
        && !_excluded[provider].Any(pattern => pattern.Matches(name));
}
