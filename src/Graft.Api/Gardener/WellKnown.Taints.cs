namespace Graft.Api.Gardener;

public static partial class WellKnown
{
    /// <summary>Taint keys.</summary>
    public static class Taints
    {
        /// <summary>On a new node until its critical components are ready.</summary>
        public const string CriticalComponentsNotReady = "node.gardener.cloud/critical-components-not-ready";
    }
}
