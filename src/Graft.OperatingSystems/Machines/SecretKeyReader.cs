namespace Graft.OperatingSystems.Machines;

/// <summary>Reads a key of a secret beside the configuration; null where the secret has no such key.</summary>
internal delegate Task<byte[]?> SecretKeyReader(string secret, string key, CancellationToken cancellationToken);
