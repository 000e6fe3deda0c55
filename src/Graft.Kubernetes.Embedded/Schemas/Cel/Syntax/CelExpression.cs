using Graft.Kubernetes.Embedded.Schemas.Cel.Functions;
using Graft.Kubernetes.Embedded.Schemas.Cel.Typing;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Syntax;

/// <summary>A node of the syntax tree of an expression.</summary>
internal abstract class CelExpression(int offset)
{
    /// <summary>Where messages point to, in characters from the beginning.</summary>
    public int Offset => offset;

    /// <summary>The static type; known once the expression was checked.</summary>
    public CelType Type { get; set; } = CelType.Dyn;

    public sealed class Literal(object? value, int offset) : CelExpression(offset)
    {
        public object? Value => value;
    }

    public sealed class Identifier(string name, int offset) : CelExpression(offset)
    {
        public string Name => name;
    }

    /// <summary><c>operand.field</c>; a test is <c>has(operand.field)</c>, an optional one <c>operand.?field</c>.</summary>
    public sealed class Select(CelExpression operand, string name, int offset) : CelExpression(offset)
    {
        public CelExpression Operand => operand;

        public string Field => name;

        public bool IsTest { get; init; }

        public bool IsOptional { get; init; }
    }

    public sealed class Index(CelExpression operand, CelExpression key, bool isOptional, int offset)
        : CelExpression(offset)
    {
        public CelExpression Operand => operand;

        public CelExpression Key => key;

        public bool IsOptional => isOptional;
    }

    /// <summary>An operator by its spelling, or a function; a method's receiver is the first argument.</summary>
    public sealed class Call(string function, IReadOnlyList<CelExpression> arguments, bool isMethod, int offset)
        : CelExpression(offset)
    {
        public string Function { get; set; } = function;

        public IReadOnlyList<CelExpression> Arguments { get; set; } = arguments;

        public bool IsMethod { get; set; } = isMethod;

        /// <summary>What the call can mean; known once the expression was checked.</summary>
        public IReadOnlyList<CelOverload> Overloads { get; set; } = [];
    }

    public sealed class Conditional(CelExpression test, CelExpression then, CelExpression otherwise, int offset)
        : CelExpression(offset)
    {
        public CelExpression Test => test;

        public CelExpression Then => then;

        public CelExpression Otherwise => otherwise;
    }

    public sealed class ListLiteral(IReadOnlyList<(CelExpression Item, bool IsOptional)> items, int offset)
        : CelExpression(offset)
    {
        public IReadOnlyList<(CelExpression Item, bool IsOptional)> Items => items;
    }

    public sealed class MapLiteral(IReadOnlyList<CelMapEntry> entries, int offset) : CelExpression(offset)
    {
        public IReadOnlyList<CelMapEntry> Entries => entries;
    }

    /// <summary>A macro over a list or a map, with one variable or two.</summary>
    public sealed class Comprehension(
        CelMacro macro,
        CelExpression range,
        IReadOnlyList<string> variables,
        CelExpression? filter,
        CelExpression? transform,
        int offset
    ) : CelExpression(offset)
    {
        public CelMacro Macro => macro;

        public CelExpression Range => range;

        public IReadOnlyList<string> Variables => variables;

        /// <summary>The predicate; null where all items count.</summary>
        public CelExpression? Filter => filter;

        /// <summary>What becomes of an item; null for macros that only test or filter.</summary>
        public CelExpression? Transform => transform;
    }

    /// <summary><c>operand.optMap(variable, transform)</c> and <c>optFlatMap</c>.</summary>
    public sealed class OptionalMap(
        CelExpression operand,
        string variable,
        CelExpression transform,
        bool isFlat,
        int offset
    ) : CelExpression(offset)
    {
        public CelExpression Operand => operand;

        public string Variable => variable;

        public CelExpression Transform => transform;

        public bool IsFlat => isFlat;
    }
}

internal readonly record struct CelMapEntry(CelExpression Key, CelExpression Value, bool IsOptional);

internal enum CelMacro
{
    All,
    Exists,
    ExistsOne,
    Filter,
    Map,
    TransformMap,
    TransformMapEntry,
}
