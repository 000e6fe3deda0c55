using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Graft.Landscape.Processes;

/// <summary>A file that names a running process, so that the next landscape can end what a killed one left behind.</summary>
internal sealed class ProcessRecord(string path)
{
    /// <summary>Records a process; nothing where it has ended already.</summary>
    public void Write(Process process)
    {
        if (IdentityOf(process) is { } identity)
        {
            var temporary = path + ".new";
            File.WriteAllText(temporary, identity);
            File.Move(temporary, path, overwrite: true);
        }
    }

    public void Delete() => File.Delete(path);

    /// <summary>Ends the recorded process, if there is a record and it still is that process, and deletes the record.</summary>
    public async Task EndLeftoverAsync(TimeSpan grace, TimeProvider time)
    {
        if (!File.Exists(path))
        {
            return;
        }
        var text = await File.ReadAllTextAsync(path, CancellationToken.None);
        if (
            int.TryParse(text.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && Find(id) is { } process
        )
        {
            using (process)
            {
                if (IdentityOf(process) == text)
                {
                    await process.EndAsync(grace, time);
                }
            }
        }
        Delete();
    }

    // Process identifiers are used again; together with the start time they name one process.
    private static string? IdentityOf(Process process)
    {
        try
        {
            var started = new DateTimeOffset(process.StartTime).ToUnixTimeSeconds();
            return string.Create(CultureInfo.InvariantCulture, $"{process.Id} {started}");
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            return null;
        }
    }

    private static Process? Find(int id)
    {
        try
        {
            return Process.GetProcessById(id);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
