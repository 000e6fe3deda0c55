using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Graft.Kubernetes.Connections;
using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Transport;

/// <summary>
/// The identity of a connection's requests. What comes from files or a program is renewed while the process runs. Faults are
/// <see cref="HttpRequestException"/>s of the kind <see cref="HttpRequestError.UserAuthenticationError"/>.
/// </summary>
internal sealed class Credentials : IDisposable
{
    private readonly ClusterConnection _connection;
    private readonly RenewedFiles<string>? _token;
    private readonly RenewedFiles<X509Certificate2>? _certificate;
    private readonly ExecCredentials? _exec;

    public Credentials(ClusterConnection connection, TimeProvider time, ILogger logger)
    {
        _connection = connection;
        if (connection.TokenFile is { } file)
        {
            _token = new([file], texts => NotEmpty(texts[0].Trim()), connection.Token, time, logger);
        }
        else if (connection is { Exec: { } plugin, Token: null or "", Username: null or "" })
        {
            _exec = new ExecCredentials(plugin, connection, time, logger);
        }
        if (connection.ClientCertificateFiles is var (certificate, key))
        {
            _certificate = new(
                [certificate, key],
                texts => ClientCertificates.FromPem(texts[0], texts[1]),
                connection.ClientCertificate,
                time,
                logger
            );
        }
    }

    /// <summary>Can the credentials change, so that a refusal is worth a second try?</summary>
    public bool IsRenewable => _token is not null || _certificate is not null || _exec is not null;

    public void Dispose()
    {
        _token?.Dispose();
        _certificate?.Dispose();
        _exec?.Dispose();
    }

    /// <param name="refused">The identity that the server has just refused; another one is looked for.</param>
    /// <param name="cancellationToken">Ends the wait, and the program that is asked.</param>
    public async ValueTask<Identity> GetAsync(Identity? refused, CancellationToken cancellationToken)
    {
        if (_exec is not null)
        {
            var granted = await _exec.GetAsync(refused, cancellationToken);
            return granted.Certificate is null ? granted with { Certificate = _connection.ClientCertificate } : granted;
        }
        try
        {
            var certificate = _certificate is null
                ? _connection.ClientCertificate
                : await _certificate.GetAsync(refused is not null, cancellationToken);
            return new Identity(await AuthorizationAsync(refused is not null, cancellationToken), certificate);
        }
        catch (IOException exception)
        {
            throw Fault(exception.Message, exception);
        }
    }

    public static AuthenticationHeaderValue Bearer(string token, string source) =>
        token.Any(character => character is <= ' ' or > '~')
            ? throw Fault($"{source}: the token has characters that no header can hold", null)
            : new AuthenticationHeaderValue("Bearer", token);

    public static HttpRequestException Fault(string message, Exception? inner) =>
        new(HttpRequestError.UserAuthenticationError, message, inner);

    private async ValueTask<AuthenticationHeaderValue?> AuthorizationAsync(
        bool renew,
        CancellationToken cancellationToken
    )
    {
        if (_token is not null)
        {
            return Bearer(await _token.GetAsync(renew, cancellationToken), _connection.TokenFile!);
        }
        if (_connection.Token is { Length: > 0 } token)
        {
            return Bearer(token, _connection.Source);
        }
        return _connection.Username is { Length: > 0 } user
            ? new AuthenticationHeaderValue(
                "Basic",
                Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{_connection.Password}"))
            )
            : null;
    }

    private static string NotEmpty(string token) => token.Length > 0 ? token : throw new IOException("it is empty");
}
