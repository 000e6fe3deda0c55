using Graft.Kubernetes.Embedded.Schemas.Patterns;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Running;

/// <summary>
/// What the evaluation of one expression may cost, in kube-apiserver's units: one for a step, a tenth for a character that
/// is read, more for what is made. Work that those units do not cover but that takes time here is charged too.
/// </summary>
internal sealed class CelBudget
{
    /// <summary>For one expression.</summary>
    public const long PerCall = 1_000_000;

    /// <summary>For all expressions on one object.</summary>
    public const long PerObject = 10_000_000;

    private const long CompilationFactor = 5;
    private Dictionary<string, GoRegex>? _regexes;

    /// <summary>What is allowed.</summary>
    public required long Limit { get; init; }

    public long Spent { get; private set; }

    /// <exception cref="CelException">The budget is used up.</exception>
    public void Spend(long cost)
    {
        Spent += cost;
        if (Spent > Limit)
        {
            throw new CelException("operation cancelled: actual cost limit exceeded");
        }
    }

    /// <summary>The cost of reading a text once.</summary>
    public void SpendText(int length) => Spend((length + 9) / 10);

    /// <summary>A pattern, compiled once within one evaluation.</summary>
    /// <exception cref="FormatException">Not a pattern that Go accepts.</exception>
    public GoRegex Regex(string pattern)
    {
        _regexes ??= new Dictionary<string, GoRegex>(StringComparer.Ordinal);
        if (!_regexes.TryGetValue(pattern, out var regex))
        {
            Spend(pattern.Length * CompilationFactor);
            _regexes[pattern] = regex = GoRegex.Compile(pattern);
        }
        return regex;
    }
}
