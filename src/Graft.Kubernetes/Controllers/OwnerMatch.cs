namespace Graft.Kubernetes.Controllers;

/// <summary>Which owners of an object hear of its changes.</summary>
public enum OwnerMatch
{
    /// <summary>The one owner that controls it.</summary>
    Controller,

    /// <summary>Every owner of the kind.</summary>
    Any,
}
