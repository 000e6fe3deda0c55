using System.Text.Json.Nodes;

namespace Graft.Kubernetes.Embedded.Resources;

/// <summary>One column of the tables that a kind is shown in.</summary>
/// <param name="Name">The heading.</param>
/// <param name="Type">The OpenAPI type: string, integer, number, boolean or date.</param>
/// <param name="Format">The OpenAPI format; <c>name</c> marks the column of names.</param>
/// <param name="Description">What <c>kubectl explain</c>-like tools show.</param>
/// <param name="Priority">0 is always shown, anything above only in wide output.</param>
/// <param name="Cell">Reads the cell from an object; null is an empty cell.</param>
internal sealed record PrinterColumn(
    string Name,
    string Type,
    string Format,
    string Description,
    int Priority,
    Func<JsonObject, DateTimeOffset, JsonNode?> Cell
);
