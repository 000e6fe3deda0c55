using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace Graft.Kubernetes.Embedded.Tests.Fuzz;

/// <summary>
/// Runs properties on random cases. A failure prints the seed as <c>(seed,gamma)</c>; <c>GRAFT_FUZZ_REPLAY=seed,gamma</c>
/// runs the same cases again, <c>GRAFT_FUZZ_FACTOR=20</c> runs twenty times as many.
/// </summary>
internal static class Fuzzing
{
    public static void Check<T>(Gen<T> cases, int count, Action<T> property)
    {
        var factor = int.TryParse(
            Environment.GetEnvironmentVariable("GRAFT_FUZZ_FACTOR"),
            CultureInfo.InvariantCulture,
            out var given
        )
            ? given
            : 1;
        Prop.ForAll(Arb.From(cases), property)
            .Check(
                Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(count * factor).WithReplay(Replay())
            );
    }

    /// <summary>A text of pieces that a grammar knows, in an order that it does not.</summary>
    public static Gen<string> Text(string[] pieces, int most) =>
        from size in Gen.Choose(0, most)
        from chosen in Gen.Elements(pieces).ArrayOf(size)
        select string.Concat(chosen);

    /// <summary>A text with some of its bytes changed, doubled, left out or cut off.</summary>
    public static Gen<byte[]> Mutated(Gen<byte[]> originals) =>
        from original in originals
        from mutations in Mutation().ArrayOf(4)
        select mutations.Aggregate(original, (bytes, mutate) => mutate(bytes));

    private static Gen<Func<byte[], byte[]>> Mutation() =>
        from at in Gen.Choose(0, 1 << 20)
        from value in Gen.Elements("{}[],:\"\\0e-\0\u00ff\u0080 \nnt"u8.ToArray())
        from kind in Gen.Choose(0, 4)
        select (Func<byte[], byte[]>)(
            bytes =>
            {
                if (bytes.Length == 0)
                {
                    return [value];
                }
                var position = at % bytes.Length;
                return kind switch
                {
                    0 => [.. bytes[..position], value, .. bytes[position..]],
                    1 => [.. bytes[..position], value, .. bytes[(position + 1)..]],
                    2 => [.. bytes[..position], .. bytes[(position + 1)..]],
                    3 => bytes[..position],
                    _ => [.. bytes[..position], .. bytes],
                };
            }
        );

    private static FSharpOption<Replay> Replay()
    {
        var parts = Environment.GetEnvironmentVariable("GRAFT_FUZZ_REPLAY")?.Trim('(', ')').Split(',');
        return parts is [var seed, var gamma, ..]
            ? FSharpOption<Replay>.Some(
                new Replay(
                    new Rnd(
                        ulong.Parse(seed, CultureInfo.InvariantCulture),
                        ulong.Parse(gamma, CultureInfo.InvariantCulture)
                    ),
                    FSharpOption<int>.None
                )
            )
            : FSharpOption<Replay>.None;
    }
}
