namespace Graft.Kubernetes.Embedded.Schemas.Cel.Running;

/// <summary>The variables at one place of an expression, the innermost first.</summary>
internal sealed class CelScope(string name, object? value, CelScope? outer)
{
    public object? Value { get; set; } = value;

    public static CelScope? Find(CelScope? scope, string name)
    {
        for (; scope is not null; scope = scope.Outer)
        {
            if (scope.Name == name)
            {
                return scope;
            }
        }
        return null;
    }

    private string Name => name;

    private CelScope? Outer => outer;
}
