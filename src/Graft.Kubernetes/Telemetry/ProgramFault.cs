using System.Diagnostics;

namespace Graft.Kubernetes.Telemetry;

/// <summary>
/// Tells a fault of the program from a failure of the world: what a Go program panics over (a nil pointer, an index out of
/// range, a wrong type, a division by zero) is counted as a panic, so that alerts on panics mean the same here.
/// </summary>
internal static class ProgramFault
{
    public static bool Is(Exception exception) =>
        exception
            is NullReferenceException
                or IndexOutOfRangeException
                or InvalidCastException
                or ArithmeticException
                or ArrayTypeMismatchException
                or InsufficientExecutionStackException
                or NotImplementedException
                or UnreachableException;
}
