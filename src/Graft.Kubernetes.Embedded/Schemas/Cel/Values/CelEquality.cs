using Graft.Kubernetes.Embedded.Schemas.Cel.Running;

namespace Graft.Kubernetes.Embedded.Schemas.Cel.Values;

/// <summary>Whether two values are the same. Every comparison is paid for, since values can be large.</summary>
internal static class CelEquality
{
    public static bool AreEqual(object? left, object? right, CelBudget budget)
    {
        budget.Spend(1);
        return (left, right) switch
        {
            (null, null) => true,
            (null, _) or (_, null) => false,
            (long or ulong or double, long or ulong or double) => CelValues.Compare(left, right) == 0,
            (string a, string b) => AreTextsEqual(a, b, budget),
            (byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b),
            (CelList a, CelList b) => AreListsEqual(a, b, budget),
            (CelMap a, CelMap b) => AreMapsEqual(a, b, budget),
            (CelOptional a, CelOptional b) => a.HasValue == b.HasValue && AreEqual(a.Value, b.Value, budget),
            _ => left.Equals(right),
        };
    }

    private static bool AreTextsEqual(string left, string right, CelBudget budget)
    {
        budget.SpendText(Math.Min(left.Length, right.Length));
        return string.Equals(left, right, StringComparison.Ordinal);
    }

    private static bool AreListsEqual(CelList left, CelList right, CelBudget budget)
    {
        if (left.Count != right.Count)
        {
            return false;
        }
        var keyed = left.ListType != "atomic" ? left : right;
        if (keyed.ListType == "atomic")
        {
            for (var i = 0; i < left.Count; i++)
            {
                if (!AreEqual(left[i], right[i], budget))
                {
                    return false;
                }
            }
            return true;
        }
        var byIdentity = new Dictionary<object, object?>();
        foreach (var item in left.Items())
        {
            byIdentity[keyed.Identity(item)] = item;
        }
        return right
            .Items()
            .All(item => byIdentity.TryGetValue(keyed.Identity(item), out var other) && AreEqual(item, other, budget));
    }

    private static bool AreMapsEqual(CelMap left, CelMap right, CelBudget budget) =>
        left.Count == right.Count
        && left.Keys.All(key =>
            right.TryGet(key, out var other) && left.TryGet(key, out var value) && AreEqual(value, other, budget)
        );
}
