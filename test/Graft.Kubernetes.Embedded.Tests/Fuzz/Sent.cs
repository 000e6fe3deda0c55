using System.Text;

namespace Graft.Kubernetes.Embedded.Tests.Fuzz;

/// <summary>One request.</summary>
public sealed record Sent(string Method, string Path, string? ContentType, byte[] Body)
{
    public override string ToString() => $"{Method} {Path} {ContentType}\n{Encoding.UTF8.GetString(Body)}";
}
