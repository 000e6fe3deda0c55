namespace Graft.Kubernetes.Embedded.Schemas.Cel.Typing;

/// <summary>Finds what the parameters of one signature stand for when it is called with given types.</summary>
internal sealed class CelUnifier
{
    private readonly Dictionary<string, CelType> _bindings = new(StringComparer.Ordinal);

    /// <summary>Whether a value of a type can be passed; binds parameters as it goes.</summary>
    public bool Accepts(CelType parameter, CelType argument)
    {
        if (parameter.Kind == CelKind.Parameter)
        {
            if (!_bindings.TryGetValue(parameter.Name, out var bound) || bound.Kind is CelKind.Dyn or CelKind.Null)
            {
                _bindings[parameter.Name] = argument;
                return true;
            }
            return AreCompatible(bound, argument);
        }
        if (IsAny(parameter) || IsAny(argument))
        {
            return true;
        }
        if (parameter.Kind != argument.Kind)
        {
            return parameter.Kind == CelKind.Map && argument.Kind == CelKind.Object;
        }
        return (parameter.Key is null || argument.Key is null || Accepts(parameter.Key, argument.Key))
            && (parameter.Element is null || argument.Element is null || Accepts(parameter.Element, argument.Element));
    }

    /// <summary>A signature's result with its parameters put in; what was not bound may be anything.</summary>
    public CelType Resolve(CelType type)
    {
        if (type.Kind == CelKind.Parameter)
        {
            return _bindings.GetValueOrDefault(type.Name) ?? CelType.Dyn;
        }
        if (type.Element is null && type.Key is null)
        {
            return type;
        }
        return type with
        {
            Key = type.Key is null ? null : Resolve(type.Key),
            Element = type.Element is null ? null : Resolve(type.Element),
        };
    }

    /// <summary>Whether values of two types can be the same.</summary>
    public static bool AreCompatible(CelType left, CelType right)
    {
        if (IsAny(left) || IsAny(right) || left.Kind == CelKind.Null || right.Kind == CelKind.Null)
        {
            return true;
        }
        if (left.Kind != right.Kind)
        {
            return false;
        }
        return left.Kind switch
        {
            CelKind.List or CelKind.Optional => AreCompatible(
                left.Element ?? CelType.Dyn,
                right.Element ?? CelType.Dyn
            ),
            CelKind.Map => AreCompatible(left.Key ?? CelType.Dyn, right.Key ?? CelType.Dyn)
                && AreCompatible(left.Element ?? CelType.Dyn, right.Element ?? CelType.Dyn),
            CelKind.Object => ReferenceEquals(left.Fields, right.Fields)
                || left.Fields.Keys.SequenceEqual(right.Fields.Keys, StringComparer.Ordinal),
            _ => true,
        };
    }

    public static bool IsAny(CelType type) => type.Kind is CelKind.Dyn or CelKind.Error;
}
