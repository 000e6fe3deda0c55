using Graft.Api;

namespace Graft.Runtimes.Kata.Configuration;

/// <summary>
/// The provider configuration <c>kata.runtime.extensions.config.gardener.cloud/v1alpha1 KataConfiguration</c>
/// (wire contract, section 8.5). It has no fields yet: there is nothing to configure, but a wrong one is noticed.
/// </summary>
internal sealed record KataConfiguration : ApiObject;
