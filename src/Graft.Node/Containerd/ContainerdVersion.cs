using System.Globalization;

namespace Graft.Node.Containerd;

/// <summary>containerd's version as far as it decides anything: <c>v1.7.24~ds1</c> is 1.7.24.</summary>
internal static class ContainerdVersion
{
    /// <summary>From here on a runtime's table may have <c>runtime_path</c>.</summary>
    public static Version KnowsRuntimePath { get; } = new(1, 6, 0);

    public static Version? Parse(string text)
    {
        var start = text.AsSpan().IndexOfAnyInRange('0', '9');
        if (start < 0)
        {
            return null;
        }
        var number = text.Skip(start).TakeWhile(c => char.IsAsciiDigit(c) || c == '.');
        var numbers = string.Concat(number).Split('.', StringSplitOptions.RemoveEmptyEntries);
        return numbers.Length >= 2 && Number(numbers, 0) is { } major && Number(numbers, 1) is { } minor
            ? new Version(major, minor, Number(numbers, 2) ?? 0)
            : null;
    }

    private static int? Number(string[] numbers, int index) =>
        index < numbers.Length
        && int.TryParse(numbers[index], NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            ? n
            : null;
}
