using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Transport;

/// <summary>
/// What is made of one or more files that others renew in place. They are looked at again every minute; as long as the text
/// is the same, so is the value, and a file that cannot be used at the moment leaves the value that is there.
/// </summary>
internal sealed partial class RenewedFiles<T>(
    IReadOnlyList<string> files,
    Func<IReadOnlyList<string>, T> parse,
    T? initial,
    TimeProvider time,
    ILogger logger
) : IDisposable
    where T : class
{
    private static readonly TimeSpan s_age = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _reading = new(1, 1);
    private IReadOnlyList<string>? _texts;
    private T? _value = initial;
    private long? _readAt;

    public void Dispose() => _reading.Dispose();

    /// <param name="renew">Whether to read the files at once, whenever they were read last.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="IOException">The files cannot be read or used, and never could.</exception>
    public async ValueTask<T> GetAsync(bool renew, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (renew || _value is null || _readAt is not { } at || time.GetElapsedTime(at) > s_age)
            {
                await ReadAsync(cancellationToken);
            }
            return _value!;
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var texts = new string[files.Count];
            for (var i = 0; i < texts.Length; i++)
            {
                texts[i] = await File.ReadAllTextAsync(files[i], cancellationToken);
            }
            if (_value is null || _texts is null || !texts.AsSpan().SequenceEqual(_texts.ToArray()))
            {
                _value = parse(texts);
                _texts = texts;
            }
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            var message = $"{string.Join(", ", files)}: {exception.Message}";
            if (_value is null)
            {
                throw new IOException(message, exception);
            }
            // Half of a pair may be renewed already; what is in hand is good for some time yet.
            Log.StaysAsItWas(logger, message);
        }
        _readAt = time.GetTimestamp();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A file that renews credentials cannot be used for now: {Problem}")]
        public static partial void StaysAsItWas(ILogger logger, string problem);
    }
}
