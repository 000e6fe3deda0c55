using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api.Kubernetes;

namespace Graft.Kubernetes.Webhooks;

/// <summary>The answers of admission webhooks.</summary>
public static class AdmissionAnswer
{
    public static AdmissionResponse Allow() => new() { Allowed = true };

    /// <summary>Allowed, with warnings that kubectl shows.</summary>
    public static AdmissionResponse Allow(params IReadOnlyList<string> warnings) =>
        new() { Allowed = true, Warnings = warnings };

    /// <summary>Allowed with changes; without any it is a plain yes.</summary>
    public static AdmissionResponse Patch(JsonArray operations) =>
        operations.Count == 0
            ? Allow()
            : new AdmissionResponse
            {
                Allowed = true,
                PatchType = "JSONPatch",
                Patch = JsonSerializer.SerializeToUtf8Bytes(operations, KubernetesJson.Shared.JsonArray),
            };

    /// <summary>Refused: 403 <c>Forbidden</c>.</summary>
    public static AdmissionResponse Deny(string message) => Deny(403, "Forbidden", message);

    public static AdmissionResponse Deny(int code, string reason, string message) =>
        new()
        {
            Allowed = false,
            Status = new Status
            {
                Outcome = "Failure",
                Code = code,
                Reason = reason,
                Message = message,
            },
        };
}
