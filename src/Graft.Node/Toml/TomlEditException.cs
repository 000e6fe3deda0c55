namespace Graft.Node.Toml;

/// <summary>
/// An edit cannot be made, or its result would not be exactly the old document plus the edit. The document is unchanged.
/// </summary>
public sealed class TomlEditException(string message) : InvalidOperationException(message);
