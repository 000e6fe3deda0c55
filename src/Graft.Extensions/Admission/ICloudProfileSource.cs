using Graft.Api.Gardener;

namespace Graft.Extensions.Admission;

/// <summary>Where the CloudProfile of a Shoot comes from: the garden, or a file.</summary>
public interface ICloudProfileSource
{
    /// <exception cref="CloudProfileException">There is none, or it cannot be read.</exception>
    Task<CloudProfileSpec> GetAsync(Shoot shoot, CancellationToken cancellationToken);
}
