namespace Graft.Kubernetes.Patches;

/// <summary>
/// A patch cannot be applied. <see cref="IsTestFailure"/> tells a lock that did not hold from a patch that is wrong.
/// </summary>
public sealed class JsonPatchException(string message, bool isMalformed = false, bool isTestFailure = false)
    : Exception(message)
{
    /// <summary>The patch itself is no JSON patch (400), whatever it is applied to.</summary>
    public bool IsMalformed { get; } = isMalformed;

    /// <summary>A <c>test</c> operation found another value.</summary>
    public bool IsTestFailure { get; } = isTestFailure;
}
