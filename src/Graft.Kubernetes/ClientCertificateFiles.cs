namespace Graft.Kubernetes;

/// <summary>Where a client certificate and its key are, both PEM; the same file may hold both.</summary>
public sealed record ClientCertificateFiles(string Certificate, string Key);
