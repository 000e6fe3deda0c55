namespace Graft.Kubernetes.Embedded.Http;

/// <summary>Reads flags in queries. What is judged by a flag and what is done by it must agree.</summary>
internal static class QueryFlag
{
    public static bool IsTrue(string? value) =>
        value is not null && !value.Equals("false", StringComparison.OrdinalIgnoreCase) && value != "0";
}
