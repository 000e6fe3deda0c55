using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.Json;
using Graft.Kubernetes.Embedded.Security;

namespace Graft.Kubernetes.Embedded.ServiceAccounts;

/// <summary>The key that signs a cluster's tokens: ECDSA on P-256, as JSON web tokens name it <c>ES256</c>.</summary>
internal sealed class TokenSigningKey : IDisposable
{
    private const string FileName = "service-accounts.key";

    private readonly ECDsa _key;
    private readonly string _header;

    private TokenSigningKey(ECDsa key)
    {
        _key = key;
        Id = Base64Url.EncodeToString(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
        _header = Base64Url.EncodeToString(new JsonObject { ["alg"] = "ES256", ["kid"] = Id }.ToUtf8());
    }

    /// <summary>What tells the key from others, the same for as long as the key is the same.</summary>
    public string Id { get; }

    /// <summary>Reads the key from a directory, or makes one; without a directory it lives in memory alone.</summary>
    public static TokenSigningKey Open(string? directory)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (directory is not null)
        {
            var path = Path.Combine(directory, FileName);
            if (File.Exists(path))
            {
                key.ImportFromPem(File.ReadAllText(path));
            }
            else
            {
                PrivateFile.CreateDirectory(directory);
                PrivateFile.Write(path, key.ExportPkcs8PrivateKeyPem());
            }
        }
        return new TokenSigningKey(key);
    }

    /// <summary>A signed token with these claims.</summary>
    public string Sign(JsonObject claims)
    {
        var content = $"{_header}.{Base64Url.EncodeToString(claims.ToUtf8())}";
        byte[] signature;
        lock (_key)
        {
            signature = _key.SignData(Encoding.UTF8.GetBytes(content), HashAlgorithmName.SHA256);
        }
        return $"{content}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>The claims of a token that this key signed; null for any other.</summary>
    public JsonObject? Open(ReadOnlySpan<char> token)
    {
        var end = token.LastIndexOf('.');
        var start = token.IndexOf('.');
        if (start < 0 || start == end || !token[..start].SequenceEqual(_header) || !IsSigned(token, end))
        {
            return null;
        }
        return TryDecode(token[(start + 1)..end]) is { } claims ? JsonNode.Parse(claims) as JsonObject : null;
    }

    /// <summary>The public half, as <c>/openid/v1/jwks</c> publishes it.</summary>
    public JsonObject ToJsonWebKey()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        return new JsonObject
        {
            ["use"] = "sig",
            ["kty"] = "EC",
            ["kid"] = Id,
            ["crv"] = "P-256",
            ["alg"] = "ES256",
            ["x"] = Base64Url.EncodeToString(point.X),
            ["y"] = Base64Url.EncodeToString(point.Y),
        };
    }

    public void Dispose() => _key.Dispose();

    private bool IsSigned(ReadOnlySpan<char> token, int end)
    {
        if (TryDecode(token[(end + 1)..]) is not { } signature)
        {
            return false;
        }
        var content = Encoding.UTF8.GetBytes(token[..end].ToArray());
        lock (_key)
        {
            return _key.VerifyData(content, signature, HashAlgorithmName.SHA256);
        }
    }

    private static byte[]? TryDecode(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        return Base64Url.TryDecodeFromChars(text, bytes, out var length) ? bytes[..length] : null;
    }
}
