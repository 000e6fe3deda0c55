namespace Graft.Gardenlet.Flow;

/// <summary>One or more tasks of a flow failed.</summary>
internal sealed class FlowException(string flow, IReadOnlyList<FlowTaskError> errors)
    : Exception(
        $"flow \"{flow}\" encountered task errors: [{string.Join(", ", errors.Select(error => error.Message))}]"
    )
{
    public string Flow => flow;

    /// <summary>In the order of the flow's tasks.</summary>
    public IReadOnlyList<FlowTaskError> Errors => errors;
}
