using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Tests.Transport;
using Microsoft.AspNetCore.Http;

namespace Graft.Kubernetes.Tests.LeaderElection;

/// <summary>Stores one Lease with optimistic locking, and can be told to fail.</summary>
internal sealed class LeaseServer
{
    private readonly Lock _lock = new();
    private JsonObject? _lease;
    private int _version;

    public bool IsFailing { get; set; }

    public string? Holder => Field("holderIdentity");

    public string? RenewTime => Field("renewTime");

    public string? Transitions => Field("leaseTransitions");

    public Task<ScriptedServer> StartAsync() => ScriptedServer.StartAsync(AnswerAsync);

    /// <summary>The same, but no answer comes as long as it hangs.</summary>
    public Task<ScriptedServer> StartAsync(Func<bool> hangs) =>
        ScriptedServer.StartAsync(context => hangs() ? context.StallAsync() : AnswerAsync(context));

    /// <summary>Somebody writes the Lease without renewing it.</summary>
    public void Label(string value)
    {
        lock (_lock)
        {
            _lease!["metadata"]!["labels"] = new JsonObject { ["by"] = value };
            Stamp();
        }
    }

    /// <summary>Another's claim.</summary>
    public void Set(string holder, int durationSeconds)
    {
        lock (_lock)
        {
            _lease = new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = "lease", ["namespace"] = "default" },
                ["spec"] = new JsonObject
                {
                    ["holderIdentity"] = holder,
                    ["leaseDurationSeconds"] = durationSeconds,
                    // Long past by any wall clock: it must not be believed.
                    ["renewTime"] = "2001-01-01T00:00:00.000000Z",
                    ["leaseTransitions"] = 4,
                },
            };
            Stamp();
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
        var (code, answer) = Answer(context.Request.Method, body);
        await context.JsonAsync(answer, code);
    }

    private (int Code, string Body) Answer(string method, string body)
    {
        lock (_lock)
        {
            if (IsFailing)
            {
                return (500, Answers.Status(500, "InternalError", "on purpose"));
            }
            switch (method)
            {
                case "GET" when _lease is null:
                    return (404, Answers.Status(404, "NotFound", "none"));
                case "GET":
                    return (200, _lease!.ToJsonString());
                case "POST" when _lease is not null:
                    return (409, Answers.Status(409, "AlreadyExists", "there already"));
            }
            var wanted = (JsonObject)JsonNode.Parse(body)!;
            if (method == "PUT" && (string?)wanted["metadata"]!["resourceVersion"] != Version())
            {
                return (409, Answers.Status(409, "Conflict", "changed"));
            }
            _lease = wanted;
            Stamp();
            return (200, _lease.ToJsonString());
        }
    }

    private string? Version() => (string?)_lease?["metadata"]?["resourceVersion"];

    private void Stamp() =>
        _lease!["metadata"]!["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);

    private string? Field(string name)
    {
        lock (_lock)
        {
            return _lease?["spec"]?[name] is JsonValue value
                ? value.GetValueKind() == JsonValueKind.String
                    ? value.GetValue<string>()
                    : value.ToJsonString()
                : null;
        }
    }
}
