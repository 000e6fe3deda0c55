namespace Graft.Kubernetes.Embedded.Schemas.Cel.Syntax;

internal enum CelTokenKind
{
    End,
    Identifier,

    /// <summary>A name between backticks, which only selects a field.</summary>
    QuotedName,
    Symbol,
    Literal,
}

/// <summary>One token; <see cref="Value"/> is the value of a literal, <see cref="Text"/> the spelling of all others.</summary>
internal readonly record struct CelToken(CelTokenKind Kind, string Text, object? Value, int Column)
{
    public bool Is(string symbol) =>
        Kind is CelTokenKind.Symbol or CelTokenKind.Identifier && string.Equals(Text, symbol, StringComparison.Ordinal);
}
