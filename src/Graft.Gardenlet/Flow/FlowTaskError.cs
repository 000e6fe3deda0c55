namespace Graft.Gardenlet.Flow;

/// <summary>The failure of one task.</summary>
/// <param name="Task">Its name.</param>
/// <param name="Exception">What ended its last attempt.</param>
internal sealed record FlowTaskError(string Task, Exception Exception)
{
    /// <summary>Names task and reason.</summary>
    public string Message => $"task \"{Task}\" failed: {Reason}";

    /// <summary>The codes of all faults that the task ended with, each once.</summary>
    public IReadOnlyList<string> Codes =>
        [.. Faults.OfType<CodedException>().SelectMany(fault => fault.Codes).Distinct(StringComparer.Ordinal)];

    /// <summary>Several faults of parallel work are joined.</summary>
    public string Reason => string.Join("; ", Faults.Select(fault => fault.Message).Distinct(StringComparer.Ordinal));

    private IReadOnlyList<Exception> Faults =>
        Exception is AggregateException aggregate ? aggregate.Flatten().InnerExceptions : [Exception];
}
