using Graft.Kubernetes.Embedded.Schemas.Cel.Running;
using Graft.Kubernetes.Embedded.Schemas.Cel.Typing;
using Graft.Kubernetes.Embedded.Schemas.Cel.Values;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Functions;

/// <summary>What a function does with arguments of the right kinds. None of them is an error.</summary>
internal delegate object? CelInvoke(object?[] arguments, CelBudget budget);

/// <summary>One meaning of a function. A method's receiver is its first parameter.</summary>
internal sealed record CelOverload(
    string Name,
    bool IsMethod,
    CelType Result,
    IReadOnlyList<CelType> Parameters,
    CelInvoke Invoke
)
{
    public static CelOverload Function(string name, CelType result, CelType[] parameters, CelInvoke invoke) =>
        new(name, IsMethod: false, result, parameters, invoke);

    public static CelOverload Method(string name, CelType result, CelType[] parameters, CelInvoke invoke) =>
        new(name, IsMethod: true, result, parameters, invoke);

    /// <summary>A function of one text, which it reads once.</summary>
    public static CelOverload OfText(string name, CelType result, Func<string, object> invoke) =>
        Function(
            name,
            result,
            [CelType.String],
            (a, budget) =>
            {
                budget.SpendText(((string)a[0]!).Length);
                return invoke((string)a[0]!);
            }
        );

    /// <summary>Whether values can be passed, as far as their kinds say.</summary>
    public bool Accepts(object?[] arguments)
    {
        if (arguments.Length != Parameters.Count)
        {
            return false;
        }
        for (var i = 0; i < arguments.Length; i++)
        {
            var wanted = Parameters[i].Kind;
            if (wanted is not (CelKind.Dyn or CelKind.Parameter) && CelValues.KindOf(arguments[i]) != wanted)
            {
                return false;
            }
        }
        return true;
    }
}
