namespace Graft.Kubernetes;

/// <summary>What the server does with unknown and duplicate fields.</summary>
public enum FieldValidation
{
    Ignore,
    Warn,
    Strict,
}
