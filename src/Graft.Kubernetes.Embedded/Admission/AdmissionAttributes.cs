using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Admission;

/// <summary>A request that asks to be admitted.</summary>
public sealed record AdmissionAttributes
{
    public required AdmissionOperation Operation { get; init; }

    /// <summary>The API group; empty for the core group.</summary>
    public required string Group { get; init; }

    public required string Version { get; init; }

    public required string Kind { get; init; }

    /// <summary>The kind's name in URLs.</summary>
    public required string Resource { get; init; }

    /// <summary>Null for objects of the whole cluster.</summary>
    public string? Namespace { get; init; }

    /// <summary>Empty while a generated name is not known.</summary>
    public required string Name { get; init; }

    /// <summary><c>status</c> and the like; null for the object itself.</summary>
    public string? Subresource { get; init; }

    /// <summary>The object as it shall become. Mutating plugins change it in place. Null when it is deleted.</summary>
    public JsonObject? Object { get; set; }

    /// <summary>The object as it is; only to be read. Null when it is created.</summary>
    public JsonObject? OldObject { get; init; }

    public required string UserName { get; init; }

    public IReadOnlyList<string> UserGroups { get; init; } = [];

    /// <summary>What tells the user from others of the same name; null where that is not known.</summary>
    public string? UserUid { get; init; }

    /// <summary>What else the authenticator knows of the user.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> UserExtra { get; init; } =
        FrozenDictionary<string, IReadOnlyList<string>>.Empty;

    /// <summary>Nothing will be stored; side effects must be left out.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>Adds a warning to the answer, which kubectl shows.</summary>
    public Action<string> Warn { get; init; } = _ => { };
}
