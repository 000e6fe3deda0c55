using System.Buffers;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Errors;
using Graft.Kubernetes.Embedded.Http;
using Graft.Kubernetes.Embedded.Schemas;
using Graft.Kubernetes.Embedded.Storage;
using Graft.Kubernetes.Embedded.Views;

namespace Graft.Kubernetes.Embedded.Rest;

/// <summary>Answers PATCH in all its forms.</summary>
internal sealed class PatchHandler(ApplyHandler applies, ResourceWriter writer, TimeProvider time)
{
    private const string ApplyYaml = "application/apply-patch+yaml";

    private static readonly string[] AllForms = [ObjectPatch.Json, ObjectPatch.Merge, ObjectPatch.Strategic, ApplyYaml];

    private static readonly string[] FormsOfCustomKinds = [ObjectPatch.Json, ObjectPatch.Merge, ApplyYaml];

    public async Task PatchAsync(ApiRequest request)
    {
        var view = ObjectViews.For(request, time);
        var type = RequestBody.MediaType(request.Http.Request);
        var forms = request.Definition.IsCustom ? FormsOfCustomKinds : AllForms;
        if (!forms.Contains(type, StringComparer.Ordinal))
        {
            throw ApiException.UnsupportedMediaType(forms);
        }
        var bytes = await RequestBody.ReadBytesAsync(request.Http.Request, request.Aborted);
        var context = request.WriteContext(isApply: type == ApplyYaml);
        var (stored, isNew) =
            type == ApplyYaml
                ? await applies.ApplyAsync(request, bytes, context)
                : (await ChangeAsync(request, ObjectPatch.Parse(type, bytes.Span), context), false);
        var output = new ArrayBufferWriter<byte>(stored.Json.Length + 256);
        view.WriteOne(stored, output);
        await request.Http.WriteBytesAsync(isNew ? 201 : 200, view.ContentType, output.WrittenMemory);
    }

    private async Task<StoredObject> ChangeAsync(ApiRequest request, ObjectPatch patch, WriteContext context)
    {
        IReadOnlyList<string> faults = [];
        var stored = await writer.UpdateAsync(
            request.Stored,
            request.Path.Namespace,
            request.Path.Name!,
            request.Path.Subresource,
            current => request.Definition.ToStored(Patched(request, patch, current, context, out faults)),
            context,
            request.Aborted
        );
        ResourceBody.Warn(faults, context);
        return stored;
    }

    private static JsonObject Patched(
        ApiRequest request,
        ObjectPatch patch,
        StoredObject current,
        WriteContext context,
        out IReadOnlyList<string> faults
    )
    {
        var definition = request.Definition;
        var result = patch.Apply(definition.FromStored(current.Copy()), definition);
        if (WireTypes.FindFault(result, definition) is { } fault)
        {
            throw ObjectPatch.Invalid(result, fault);
        }
        faults = ResourceBody.Faults(patch.Duplicates, definition.Schema?.UnknownFields(result) ?? []);
        return faults.Count > 0 && context.FieldValidation == FieldValidation.Strict
            ? throw ObjectPatch.Invalid(result, ResourceBody.StrictFault(faults))
            : result;
    }
}
