using Microsoft.Extensions.Logging;

namespace Graft.Kubernetes.Embedded.Controllers;

internal static partial class KeyLoopLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Loop} failed at {Key} (time {Failures}) and tries again")]
    public static partial void Failed(ILogger logger, string loop, string key, int failures, Exception exception);
}
