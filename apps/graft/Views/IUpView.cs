using Graft.Landscape.Progress;

namespace Graft.Cli.Views;

/// <summary>Shows a user how a landscape comes up.</summary>
internal interface IUpView : IProgress<ProgressUpdate>, IAsyncDisposable
{
    /// <summary>Prints one line that stays, such as a warning.</summary>
    void WriteLine(string line);
}
