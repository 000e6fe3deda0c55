namespace Graft.Kubernetes.Embedded.Schemas.Cel;

internal enum CelTokenKind
{
    End,
    Identifier,
    Symbol,
    Literal,
}

/// <summary>One token; <see cref="Value"/> is the value of a literal, <see cref="Text"/> the spelling of all others.</summary>
internal readonly record struct CelToken(CelTokenKind Kind, string Text, object? Value, int Column)
{
    public bool Is(string symbol) =>
        Kind is CelTokenKind.Symbol or CelTokenKind.Identifier && string.Equals(Text, symbol, StringComparison.Ordinal);
}
