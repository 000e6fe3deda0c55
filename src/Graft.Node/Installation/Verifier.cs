using System.Text.Json;
using Graft.Containerd.Protocol;
using Graft.Node.Containerd;
using Graft.Node.Toml;

namespace Graft.Node.Installation;

/// <summary>Asks containerd itself whether it serves the handlers.</summary>
internal sealed class Verifier(ContainerdService containerd, CriClient cri)
{
    /// <returns>What is wrong, or null.</returns>
    /// <exception cref="CriException">containerd does not answer, which says nothing about the handlers.</exception>
    public async Task<string?> FindProblemAsync(NodeFacts facts, IEnumerable<HandlerPlan> plans, CancellationToken ct)
    {
        var status = await cri.StatusAsync(ct);
        foreach (var plan in plans)
        {
            var problem =
                ProblemIn(status, plan.Name)
                ?? (ListsHandlers(status) ? null : await ProblemInDumpAsync(facts, plan, ct));
            if (problem is not null)
            {
                return problem;
            }
        }
        return null;
    }

    /// <summary>Whether the running containerd has the handler, as far as it tells.</summary>
    public async Task<bool> IsServedAsync(string handler, CancellationToken ct) =>
        ProblemIn(await cri.StatusAsync(ct), handler) is null;

    /// <summary>
    /// The default handler is always in the list: an empty one says that this containerd lists none. That is left to the answer,
    /// not to the version: the wire contract has 1.7.15 for it, and Debian's 1.7.24 still lists none.
    /// </summary>
    private static bool ListsHandlers(StatusResponse status) => status.RuntimeHandlers.Count > 0;

    private static string? ProblemIn(StatusResponse status, string handler) =>
        ListsHandlers(status) ? ProblemInList(status, handler) : ProblemInDetails(status, handler);

    private static string? ProblemInList(StatusResponse status, string handler) =>
        status.RuntimeHandlers.Any(served => served.Name == handler) ? null : NotServed(handler);

    /// <summary>Older versions list no handlers, but show the configuration that they have loaded.</summary>
    private static string? ProblemInDetails(StatusResponse status, string handler)
    {
        if (!status.Info.TryGetValue("config", out var json))
        {
            return null;
        }
        try
        {
            using var config = JsonDocument.Parse(json);
            var isLoaded =
                config.RootElement.TryGetProperty("containerd", out var section)
                && section.TryGetProperty("runtimes", out var runtimes)
                && runtimes.ValueKind == JsonValueKind.Object
                && runtimes.TryGetProperty(handler, out _);
            return isLoaded ? null : NotServed(handler);
        }
        catch (JsonException e)
        {
            return $"containerd's status cannot be read: {e.Message}";
        }
    }

    private async Task<string?> ProblemInDumpAsync(NodeFacts facts, HandlerPlan plan, CancellationToken ct)
    {
        var dump = await containerd.RunAsync(
            facts.Unit,
            ["--config", NodePaths.Configuration.Value, "config", "dump"],
            ct
        );
        if (!dump.Succeeded)
        {
            return $"containerd cannot read its configuration: {dump.Complaint}";
        }
        try
        {
            var effective = new ContainerdConfiguration(TomlDocument.Parse(dump.Output)).Find(plan.Name);
            return effective is not null && HandlerTable.Contains(effective, plan.Wanted)
                ? null
                : $"containerd's effective configuration does not have handler {plan.Name} as written";
        }
        catch (TomlException e)
        {
            return $"containerd's effective configuration cannot be read: {e.Message}";
        }
    }

    private static string NotServed(string handler) => $"containerd does not serve handler {handler}";
}
