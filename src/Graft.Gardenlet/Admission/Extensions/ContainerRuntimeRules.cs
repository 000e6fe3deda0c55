using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Gardener;
using Graft.Kubernetes.Validation;

namespace Graft.Gardenlet.Admission.Extensions;

/// <summary>Validation of ContainerRuntime objects (wire contract 3.7).</summary>
internal static class ContainerRuntimeRules
{
    public static FieldErrors Check(ContainerRuntime? old, ContainerRuntime runtime)
    {
        var errors = new FieldErrors();
        var spec = FieldPath.Root("spec");
        ObjectNames.Check(runtime.Metadata, NameRules.CheckSubdomain, errors);
        errors.RequireValue(runtime.Spec?.Type, spec.Child("type"));
        errors.RequireValue(runtime.Spec?.BinaryPath, spec.Child("binaryPath"));
        errors.RequireValue(runtime.Spec?.WorkerPool?.Name, spec.Child("workerPool", "name"));
        if (old is not null)
        {
            CheckUpdate(old, runtime, spec, errors);
        }
        return errors;
    }

    private static void CheckUpdate(ContainerRuntime old, ContainerRuntime runtime, FieldPath spec, FieldErrors errors)
    {
        if (runtime.Metadata.DeletionTimestamp is not null)
        {
            errors.ForbidChange(SpecOf(old), SpecOf(runtime), spec, "container runtime");
            return;
        }
        errors.KeepValue(old.Spec?.Type, runtime.Spec?.Type, spec.Child("type"));
        errors.KeepValue(old.Spec?.WorkerPool?.Name, runtime.Spec?.WorkerPool?.Name, spec.Child("workerPool", "name"));
        errors.KeepClass(old.Spec?.Class, runtime.Spec?.Class, spec.Child("class"));
    }

    private static JsonNode? SpecOf(ContainerRuntime runtime) =>
        JsonSerializer.SerializeToNode(runtime.Spec, ApiJson.Context.ContainerRuntimeSpec);
}
