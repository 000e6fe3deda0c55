using Graft.Landscape.Clusters;
using Microsoft.Extensions.Logging;

namespace Graft.Landscape;

/// <summary>What every component of a landscape is made from.</summary>
internal sealed record LandscapeContext(
    DataDirectory Data,
    LandscapeOptions Options,
    LandscapeClusters Clusters,
    ILoggerFactory Loggers,
    TimeProvider Time
);
