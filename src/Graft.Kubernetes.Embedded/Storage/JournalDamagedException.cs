using System.Globalization;

namespace Graft.Kubernetes.Embedded.Storage;

/// <summary>
/// A journal has broken bytes where whole ones were before, so that what was once confirmed is lost. Nobody can mend that
/// without deciding what to give up; so nothing is started, and the file stays as it is.
/// </summary>
internal sealed class JournalDamagedException(string path, long offset, string fault)
    : IOException(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{path}: damaged at byte {offset}: {fault}. Restore the file from a copy, or remove the directory to begin with an empty cluster."
        )
    )
{
    public string Path => path;

    /// <summary>Where the first record begins that cannot be read.</summary>
    public long Offset => offset;
}
