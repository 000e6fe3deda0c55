namespace Graft.Api.Gardener;

/// <summary>An object by which the core asks an extension for something.</summary>
public interface IExtensionObject<TSelf> : IResource<TSelf>
    where TSelf : class, IExtensionObject<TSelf>
{
    /// <summary>The part of the specification that all extension objects share.</summary>
    ExtensionSpec? Spec { get; }

    /// <summary>The part of the status that all extension objects share.</summary>
    ExtensionStatus? Status { get; }
}
