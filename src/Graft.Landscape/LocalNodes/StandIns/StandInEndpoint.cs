using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Graft.Containerd.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Graft.Landscape.LocalNodes.StandIns;

/// <summary>Serves the part of CRI that Graft's installer asks for, out of what was loaded at the last start.</summary>
internal sealed class StandInEndpoint : IAsyncDisposable
{
    private readonly StandInPaths _paths;
    private readonly StandInOptions _options;
    private readonly ConcurrentDictionary<string, PodSandbox> _sandboxes = new(StringComparer.Ordinal);
    private readonly FileSystemWatcher _watcher;
    private readonly Lock _loading = new();
    private volatile LoadedConfiguration _loaded = LoadedConfiguration.None;
    private string _answered = "";
    private WebApplication? _server;
    private DirectoryInfo? _socketDirectory;

    private StandInEndpoint(StandInPaths paths, StandInOptions options)
    {
        _paths = paths;
        _options = options;
        _watcher = new FileSystemWatcher(paths.State, Path.GetFileName(paths.Request));
        _watcher.Created += (_, _) => Load();
        _watcher.Renamed += (_, _) => Load();
        _watcher.Changed += (_, _) => Load();
    }

    public IReadOnlyList<string> ServedHandlers =>
        IsActive ? [.. _loaded.RuntimeTypes.Keys.Order(StringComparer.Ordinal)] : [];

    private bool IsActive
    {
        get
        {
            var file = _paths.UnitState("containerd.service", "active");
            return File.Exists(file) && File.ReadAllText(file) == "active";
        }
    }

    public static async Task<StandInEndpoint> StartAsync(
        StandInPaths paths,
        StandInOptions options,
        CancellationToken ct
    )
    {
        var endpoint = new StandInEndpoint(paths, options);
        await endpoint.ListenAsync(ct);
        endpoint._watcher.EnableRaisingEvents = true;
        await File.WriteAllTextAsync(paths.Endpoint, "", ct);
        // A node that was up before keeps what its containerd had loaded.
        endpoint.Load();
        return endpoint;
    }

    public string Run(PodSandboxMetadata metadata, string handler)
    {
        if (!IsActive || (handler.Length > 0 && !_loaded.RuntimeTypes.ContainsKey(handler)))
        {
            throw new InvalidOperationException(
                $"failed to get sandbox runtime: no runtime for \"{handler}\" is configured"
            );
        }
        var id = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        _sandboxes[id] = new PodSandbox
        {
            Id = id,
            Metadata = metadata,
            RuntimeHandler = handler,
        };
        return id;
    }

    public void Stop(string id)
    {
        if (_sandboxes.TryGetValue(id, out var sandbox))
        {
            _sandboxes[id] = new PodSandbox(sandbox) { State = PodSandboxState.SandboxNotready };
        }
    }

    public void Remove(string id) => _sandboxes.TryRemove(id, out _);

    public async ValueTask DisposeAsync()
    {
        File.Delete(_paths.Endpoint);
        _watcher.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
        _socketDirectory?.Delete(recursive: true);
    }

    private void Load()
    {
        lock (_loading)
        {
            var number = File.Exists(_paths.Request) ? File.ReadAllText(_paths.Request) : "";
            if (number.Length == 0 || number == _answered)
            {
                return;
            }
            string outcome;
            try
            {
                var defaults = File.ReadAllText(_paths.DefaultConfiguration);
                _loaded = LoadedConfiguration.Read(_paths.Loaded, defaults, _options.ParsedVersion);
                outcome = "active";
            }
            catch (FormatException e)
            {
                _loaded = LoadedConfiguration.None;
                outcome = $"failed {e.Message}";
            }
            _answered = number;
            File.WriteAllText(_paths.Answer + ".new", $"{number} {outcome}");
            File.Move(_paths.Answer + ".new", _paths.Answer, overwrite: true);
        }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        var directory = Path.Combine(_paths.Root, "run/containerd");
        Directory.CreateDirectory(directory);
        File.Delete(Path.Combine(directory, "containerd.sock"));
        // A socket's address holds 108 bytes at most, and a node's root may be longer: bind through a short link.
        _socketDirectory = Directory.CreateTempSubdirectory("graft-");
        var link = Path.Combine(_socketDirectory.FullName, "s");
        File.CreateSymbolicLink(link, directory);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.ListenUnixSocket($"{link}/containerd.sock", listen => listen.Protocols = HttpProtocols.Http2)
        );
        _server = builder.Build();
        _server.Run(AnswerAsync);
        await _server.StartAsync(ct);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (!IsActive)
        {
            // A containerd that is not there refuses the connection; resetting the stream is as close as it gets.
            context.Abort();
            return;
        }
        var request = new MemoryStream();
        await context.Request.Body.CopyToAsync(request, context.RequestAborted);
        var message = request.ToArray().AsMemory(5);
        IMessage? reply = context.Request.Path.Value switch
        {
            "/runtime.v1.RuntimeService/Version" => Version(),
            "/runtime.v1.RuntimeService/Status" => Status(StatusRequest.Parser.ParseFrom(message.Span)),
            "/runtime.v1.RuntimeService/ListPodSandbox" => new ListPodSandboxResponse { Items = { _sandboxes.Values } },
            _ => null,
        };
        context.Response.ContentType = "application/grpc";
        if (reply is not null)
        {
            await context.Response.Body.WriteAsync(GrpcFrame.Write(reply), context.RequestAborted);
        }
        // 12 is gRPC's code for a method that the server does not have.
        context.Response.AppendTrailer("grpc-status", reply is null ? "12" : "0");
    }

    private VersionResponse Version() =>
        new()
        {
            Version = "0.1.0",
            RuntimeName = "containerd",
            RuntimeVersion = $"v{_options.ContainerdVersion}",
            RuntimeApiVersion = "v1",
        };

    private StatusResponse Status(StatusRequest request)
    {
        var response = new StatusResponse
        {
            Status = new RuntimeStatus
            {
                Conditions =
                {
                    new RuntimeCondition { Type = "RuntimeReady", Status = true },
                    new RuntimeCondition { Type = "NetworkReady", Status = true },
                },
            },
        };
        // Older versions do not list handlers; they show their configuration when asked for details.
        if (_options.ParsedVersion >= new Version(1, 7, 15))
        {
            response.RuntimeHandlers.Add(new RuntimeHandler());
            response.RuntimeHandlers.Add(ServedHandlers.Select(handler => new RuntimeHandler { Name = handler }));
        }
        if (request.Verbose)
        {
            var runtimes = new JsonObject();
            foreach (var (handler, type) in _loaded.RuntimeTypes)
            {
                runtimes[handler] = new JsonObject { ["runtimeType"] = type };
            }
            var config = new JsonObject { ["containerd"] = new JsonObject { ["runtimes"] = runtimes } };
            response.Info.Add("config", config.ToJsonString());
        }
        return response;
    }
}
