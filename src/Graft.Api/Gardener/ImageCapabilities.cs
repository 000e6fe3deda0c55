namespace Graft.Api.Gardener;

/// <summary>
/// One flavor of an image version. Its fields are the capability names of the profile, so all of them are found in
/// <see cref="ApiObject.UnknownFields"/>.
/// </summary>
public sealed record ImageCapabilities : ApiObject;
