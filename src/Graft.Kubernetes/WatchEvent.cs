namespace Graft.Kubernetes;

/// <summary>One event of a watch. A bookmark carries an object of which only the resource version counts.</summary>
public sealed record WatchEvent<T>(WatchEventType Type, T Object)
    where T : class;
