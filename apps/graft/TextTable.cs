namespace Graft.Cli;

/// <summary>Columns padded with blanks, three between them, as kubectl prints tables.</summary>
internal static class TextTable
{
    public static IEnumerable<string> Format(IReadOnlyList<string[]> rows)
    {
        var widths = new int[rows.Max(row => row.Length)];
        foreach (var row in rows)
        {
            for (var column = 0; column < row.Length; column++)
            {
                widths[column] = Math.Max(widths[column], row[column].Length);
            }
        }
        return rows.Select(row =>
            string.Join("   ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()
        );
    }
}
