using System.Net.Http.Headers;
using System.Text;

namespace Graft.Kubernetes.Transport;

/// <summary>The Authorization header of a connection. Tokens in files are read again as they are renewed.</summary>
internal sealed class Credentials(ClusterConnection connection, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan s_tokenFileAge = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _reading = new(1, 1);
    private string? _fileToken;
    private long _readAt;

    /// <summary>Can the credentials change without a new connection?</summary>
    public bool IsRenewable => connection.TokenFile is not null;

    public void Dispose() => _reading.Dispose();

    public async ValueTask<AuthenticationHeaderValue?> GetAsync(bool renew, CancellationToken cancellationToken)
    {
        if (connection.TokenFile is { } file)
        {
            return new AuthenticationHeaderValue("Bearer", await ReadAsync(file, renew, cancellationToken));
        }
        if (connection.Token is { Length: > 0 } token)
        {
            return new AuthenticationHeaderValue("Bearer", token);
        }
        return connection.Username is { Length: > 0 } user
            ? new AuthenticationHeaderValue(
                "Basic",
                Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{connection.Password}"))
            )
            : null;
    }

    private async ValueTask<string> ReadAsync(string file, bool renew, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (_fileToken is null || renew || time.GetElapsedTime(_readAt) > s_tokenFileAge)
            {
                _fileToken = (await File.ReadAllTextAsync(file, cancellationToken)).Trim();
                _readAt = time.GetTimestamp();
            }
            return _fileToken;
        }
        catch (Exception exception)
            when (_fileToken is not null && exception is IOException or UnauthorizedAccessException)
        {
            // The kubelet swaps the file; the token in hand is good for some time yet.
            return _fileToken!;
        }
        finally
        {
            _reading.Release();
        }
    }
}
