using System.Text;
using Graft.Api;

namespace Graft.Kubernetes.Transport;

/// <summary>Builds paths and queries of requests.</summary>
internal static class RequestPath
{
    public static string Of(ResourceType type, ObjectKey key, string? subresource)
    {
        if (string.IsNullOrEmpty(key.Name))
        {
            throw new ArgumentException($"A name is needed to address a {type.Kind}.", nameof(key));
        }
        if (type.IsNamespaced && string.IsNullOrEmpty(key.Namespace))
        {
            throw new ArgumentException($"A namespace is needed to address the {type.Kind} {key}.", nameof(key));
        }
        var path = $"{Of(type, key.Namespace)}/{Uri.EscapeDataString(key.Name)}";
        return subresource is null ? path : $"{path}/{subresource}";
    }

    /// <summary>The collection in a namespace, or of the whole cluster.</summary>
    public static string Of(ResourceType type, string? @namespace)
    {
        var root = GroupVersion(type.ApiVersion);
        return type.IsNamespaced && !string.IsNullOrEmpty(@namespace)
            ? $"{root}/namespaces/{Uri.EscapeDataString(@namespace)}/{type.Plural}"
            : $"{root}/{type.Plural}";
    }

    public static string GroupVersion(string apiVersion) =>
        apiVersion.Contains('/', StringComparison.Ordinal) ? $"/apis/{apiVersion}" : $"/api/{apiVersion}";

    /// <summary>Appends the parameters that have a value.</summary>
    public static string WithQuery(string path, params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var builder = new StringBuilder(path);
        var separator = '?';
        foreach (var (name, value) in parameters)
        {
            if (value is not null)
            {
                builder.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
                separator = '&';
            }
        }
        return builder.ToString();
    }
}
