using System.Collections.Frozen;
using Graft.Kubernetes.Embedded.Schemas.Formats;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Values;

/// <summary>A named format, by which <c>format.dns1123Label().validate(text)</c> judges texts.</summary>
internal sealed record CelFormat(string Name, Func<string, IReadOnlyList<string>> Validate)
{
    public static readonly FrozenDictionary<string, CelFormat> Known = new CelFormat[]
    {
        new("dns1123Label", NameRules.CheckLabel),
        new("dns1123Subdomain", NameRules.CheckSubdomain),
        new("dns1035Label", NameRules.CheckServiceName),
        new("qualifiedName", NameRules.CheckQualifiedName),
        new("dns1123LabelPrefix", text => NameRules.CheckLabel(Completed(text))),
        new("dns1123SubdomainPrefix", text => NameRules.CheckSubdomain(Completed(text))),
        new("dns1035LabelPrefix", text => NameRules.CheckServiceName(Completed(text))),
        new("labelValue", NameRules.CheckLabelValue),
        new("uri", text => Check("uri", text, "invalid URI")),
        new("uuid", text => Check("uuid", text, "does not match the UUID format")),
        new("byte", text => Check("byte", text, "invalid base64")),
        new("date", text => Check("date", text, "invalid date")),
        new("datetime", text => Check("datetime", text, "invalid datetime")),
    }.ToFrozenDictionary(format => format.Name, StringComparer.Ordinal);

    public override string ToString() => $"kubernetes.NamedFormat({Name})";

    /// <summary>A prefix may end with a dash, which the generated rest will follow.</summary>
    private static string Completed(string prefix) => prefix.EndsWith('-') ? $"{prefix[..^1]}a" : prefix;

    private static IReadOnlyList<string> Check(string format, string text, string problem) =>
        StringFormats.Accepts(format, text) ? [] : [problem];
}
