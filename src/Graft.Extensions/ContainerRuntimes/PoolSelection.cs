using Graft.Api.Gardener;
using Graft.Extensions.Actuators;
using Graft.Kubernetes.Validation;

namespace Graft.Extensions.ContainerRuntimes;

/// <summary>Which nodes get the runtime, from the ContainerRuntime's own selector and nothing else.</summary>
internal static class PoolSelection
{
    /// <summary>The pool's name, from which the names and labels of objects are made.</summary>
    /// <exception cref="ErrorCodesException">It cannot be part of a name: a configuration problem.</exception>
    public static string NameOf(ContainerRuntime runtime)
    {
        var name = runtime.Spec?.WorkerPool?.Name ?? "";
        return NameRules.CheckLabel(name) is [{ } problem, ..]
            ? throw ErrorCodesException.ConfigurationProblem($"spec.workerPool.name is no name of a pool: {problem}")
            : name;
    }

    /// <summary>Whether objects of the pool can exist.</summary>
    public static bool HasUsableName(ContainerRuntime runtime) =>
        NameRules.CheckLabel(runtime.Spec?.WorkerPool?.Name ?? "").Count == 0;

    /// <summary>The node selector of the installer's pods.</summary>
    /// <exception cref="ErrorCodesException">
    /// The selector would reach nodes of other pools, or cannot be said as a node selector: a configuration problem.
    /// </exception>
    public static SortedDictionary<string, string> NodeSelectorOf(ContainerRuntime runtime)
    {
        var selector = runtime.Spec?.WorkerPool?.Selector;
        if (selector?.MatchLabels is not { Count: > 0 } labels)
        {
            throw ErrorCodesException.ConfigurationProblem(
                "spec.workerPool.selector has no matchLabels and would select the nodes of every pool"
            );
        }
        if (selector.MatchExpressions is { Count: > 0 })
        {
            throw ErrorCodesException.ConfigurationProblem(
                "spec.workerPool.selector has matchExpressions, which a node selector cannot say"
            );
        }
        return new SortedDictionary<string, string>(labels.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal)
        {
            [WellKnown.Labels.CriName] = CriName.Containerd,
        };
    }
}
