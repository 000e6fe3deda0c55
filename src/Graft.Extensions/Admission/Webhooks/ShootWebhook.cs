using System.Text.Json;
using Graft.Api;
using Graft.Api.Gardener;
using Graft.Api.Kubernetes;
using Graft.Kubernetes.Webhooks;

namespace Graft.Extensions.Admission.Webhooks;

/// <summary>
/// Judges Shoots for the garden's API server. It changes nothing and remembers nothing, so that a request which is only tried
/// (<c>dryRun</c>) is answered like any other.
/// </summary>
internal sealed class ShootWebhook(ShootValidation validation, ICloudProfileSource cloudProfiles)
{
    public const string Path = "/webhooks/validate";

    public async Task<AdmissionResponse> HandleAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Kind?.Kind != Shoot.ResourceType.Kind)
        {
            return AdmissionAnswer.Deny(400, "BadRequest", $"expected Shoot, but got {request.Kind?.Kind}");
        }
        if (request.Operation is not ("CREATE" or "UPDATE"))
        {
            return AdmissionAnswer.Allow();
        }
        try
        {
            var text = ShootText.Of(request.ObjectText);
            // Most changes are of the status or of metadata: they are told by the text alone.
            return HasSameText(request, text)
                ? AdmissionAnswer.Allow()
                : await JudgeAsync(request, text, cancellationToken);
        }
        // The latter: a text with half a surrogate pair.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return AdmissionAnswer.Deny(400, "BadRequest", $"could not decode Shoot: {exception.Message}");
        }
    }

    private async Task<AdmissionResponse> JudgeAsync(
        AdmissionRequest request,
        ShootText text,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var errors = await validation.ValidateAsync(Read(request, text), cancellationToken);
            return errors.IsEmpty || LeavesSpecification(request)
                ? AdmissionAnswer.Allow()
                : AdmissionAnswer.Deny(errors.ToValidationText());
        }
        catch (CloudProfileException exception)
        {
            return LeavesSpecification(request)
                ? AdmissionAnswer.Allow()
                : AdmissionAnswer.Deny(500, "InternalError", exception.Message);
        }
    }

    private static bool HasSameText(AdmissionRequest request, ShootText text) =>
        request.Operation == "UPDATE"
        && text.Specification is { IsEmpty: false } specification
        && specification.SequenceEqual(ShootText.Of(request.OldObjectText).Specification);

    /// <summary>The same in other words. Compared only where it would be refused otherwise: API servers word it alike.</summary>
    private static bool LeavesSpecification(AdmissionRequest request) =>
        request.Operation == "UPDATE"
        && SpecOf(request.OldObject) is { } before
        && SpecOf(request.Object) is { } after
        && JsonElement.DeepEquals(before, after);

    private static JsonElement? SpecOf(JsonElement? raw) =>
        raw is { ValueKind: JsonValueKind.Object } item && item.TryGetProperty("spec", out var spec) ? spec : null;

    private ShootReview Read(AdmissionRequest request, ShootText text)
    {
        var shoot =
            (text.IsEmpty ? Decode(request.Object) : text.Decode())
            ?? throw new JsonException("the request carries no object");
        var old = new Lazy<Shoot?>(() => request.Operation == "UPDATE" ? Old(request) : null);
        // A Shoot that is being created may not state its namespace yet.
        var named = shoot.Metadata.Namespace is { Length: > 0 }
            ? shoot
            : shoot with
            {
                Metadata = shoot.Metadata with { Namespace = request.Namespace },
            };
        return new ShootReview(old, named, cloudProfiles);
    }

    private static Shoot? Old(AdmissionRequest request) =>
        request.OldObjectText.IsEmpty ? Decode(request.OldObject) : ShootText.Of(request.OldObjectText).Decode();

    private static Shoot? Decode(JsonElement? raw) =>
        raw is { ValueKind: not JsonValueKind.Null } element ? element.Deserialize(ApiJson.Context.Shoot) : null;
}
