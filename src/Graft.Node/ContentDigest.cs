using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Graft.Node;

/// <summary>SHA-256 (FIPS 180-4) in lower-case hexadecimal digits.</summary>
/// <remarks>
/// .NET computes it with OpenSSL, which an installation image with nothing but the installer does not have: there the
/// process would be aborted.
/// </remarks>
internal static class ContentDigest
{
    private const int BlockSize = 64;
    private const int LengthSize = sizeof(ulong);

    private static ReadOnlySpan<uint> RoundConstants =>
        [
            0x428a2f98,
            0x71374491,
            0xb5c0fbcf,
            0xe9b5dba5,
            0x3956c25b,
            0x59f111f1,
            0x923f82a4,
            0xab1c5ed5,
            0xd807aa98,
            0x12835b01,
            0x243185be,
            0x550c7dc3,
            0x72be5d74,
            0x80deb1fe,
            0x9bdc06a7,
            0xc19bf174,
            0xe49b69c1,
            0xefbe4786,
            0x0fc19dc6,
            0x240ca1cc,
            0x2de92c6f,
            0x4a7484aa,
            0x5cb0a9dc,
            0x76f988da,
            0x983e5152,
            0xa831c66d,
            0xb00327c8,
            0xbf597fc7,
            0xc6e00bf3,
            0xd5a79147,
            0x06ca6351,
            0x14292967,
            0x27b70a85,
            0x2e1b2138,
            0x4d2c6dfc,
            0x53380d13,
            0x650a7354,
            0x766a0abb,
            0x81c2c92e,
            0x92722c85,
            0xa2bfe8a1,
            0xa81a664b,
            0xc24b8b70,
            0xc76c51a3,
            0xd192e819,
            0xd6990624,
            0xf40e3585,
            0x106aa070,
            0x19a4c116,
            0x1e376c08,
            0x2748774c,
            0x34b0bcb5,
            0x391c0cb3,
            0x4ed8aa4a,
            0x5b9cca4f,
            0x682e6ff3,
            0x748f82ee,
            0x78a5636f,
            0x84c87814,
            0x8cc70208,
            0x90befffa,
            0xa4506ceb,
            0xbef9a3f7,
            0xc67178f2,
        ];

    public static string Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    public static string Of(ReadOnlySpan<byte> content)
    {
        Span<uint> state = stackalloc uint[8];
        Begin(state);
        var whole = content.Length - (content.Length % BlockSize);
        Add(state, content[..whole]);
        return End(state, content[whole..], (ulong)content.Length);
    }

    /// <summary>Reads the stream to its end.</summary>
    public static string Of(Stream content)
    {
        Span<uint> state = stackalloc uint[8];
        Begin(state);
        var buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        try
        {
            var length = 0UL;
            while (true)
            {
                var read = content.ReadAtLeast(buffer.AsSpan(0, 128 * 1024), 128 * 1024, throwOnEndOfStream: false);
                length += (ulong)read;
                var whole = read - (read % BlockSize);
                Add(state, buffer.AsSpan(0, whole));
                if (read < 128 * 1024)
                {
                    return End(state, buffer.AsSpan(whole, read - whole), length);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Begin(Span<uint> state)
    {
        ReadOnlySpan<uint> initial =
        [
            0x6a09e667,
            0xbb67ae85,
            0x3c6ef372,
            0xa54ff53a,
            0x510e527f,
            0x9b05688c,
            0x1f83d9ab,
            0x5be0cd19,
        ];
        initial.CopyTo(state);
    }

    // The rest, a one bit, zeros, and the length in bits.
    private static string End(Span<uint> state, ReadOnlySpan<byte> rest, ulong length)
    {
        Span<byte> last = stackalloc byte[2 * BlockSize];
        last.Clear();
        rest.CopyTo(last);
        last[rest.Length] = 0x80;
        last = rest.Length + 1 + LengthSize <= BlockSize ? last[..BlockSize] : last;
        BinaryPrimitives.WriteUInt64BigEndian(last[^LengthSize..], length * 8);
        Add(state, last);
        Span<byte> digest = stackalloc byte[32];
        for (var i = 0; i < state.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(digest[(i * sizeof(uint))..], state[i]);
        }
        return Convert.ToHexStringLower(digest);
    }

    private static void Add(Span<uint> state, ReadOnlySpan<byte> blocks)
    {
        Span<uint> schedule = stackalloc uint[64];
        for (; blocks.Length >= BlockSize; blocks = blocks[BlockSize..])
        {
            Expand(schedule, blocks);
            Compress(state, schedule);
        }
    }

    private static void Expand(Span<uint> schedule, ReadOnlySpan<byte> block)
    {
        for (var i = 0; i < 16; i++)
        {
            schedule[i] = BinaryPrimitives.ReadUInt32BigEndian(block[(i * sizeof(uint))..]);
        }
        for (var i = 16; i < 64; i++)
        {
            var (early, late) = (schedule[i - 15], schedule[i - 2]);
            var low = BitOperations.RotateRight(early, 7) ^ BitOperations.RotateRight(early, 18) ^ (early >> 3);
            var high = BitOperations.RotateRight(late, 17) ^ BitOperations.RotateRight(late, 19) ^ (late >> 10);
            schedule[i] = schedule[i - 16] + low + schedule[i - 7] + high;
        }
    }

    private static void Compress(Span<uint> state, ReadOnlySpan<uint> schedule)
    {
        var (a, b, c, d) = (state[0], state[1], state[2], state[3]);
        var (e, f, g, h) = (state[4], state[5], state[6], state[7]);
        var constants = RoundConstants;
        for (var i = 0; i < schedule.Length; i++)
        {
            var high =
                BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25);
            var low =
                BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22);
            var first = h + high + (g ^ (e & (f ^ g))) + constants[i] + schedule[i];
            var second = low + ((a & b) | (c & (a | b)));
            (h, g, f, e) = (g, f, e, d + first);
            (d, c, b, a) = (c, b, a, first + second);
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }
}
