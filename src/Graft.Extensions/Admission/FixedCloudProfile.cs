using Graft.Api.Gardener;

namespace Graft.Extensions.Admission;

/// <summary>One CloudProfile for every Shoot, for validation without a cluster.</summary>
public sealed class FixedCloudProfile(CloudProfileSpec profile) : ICloudProfileSource
{
    public Task<CloudProfileSpec> GetAsync(Shoot shoot, CancellationToken cancellationToken) =>
        Task.FromResult(profile);
}
