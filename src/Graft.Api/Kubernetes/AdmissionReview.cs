namespace Graft.Api.Kubernetes;

/// <summary>The question to a webhook, and its answer.</summary>
public sealed record AdmissionReview : ApiObject
{
    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    public AdmissionRequest? Request { get; init; }

    public AdmissionResponse? Response { get; init; }
}
