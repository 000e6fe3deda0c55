using Graft.Api.Gardener;

namespace Graft.Gardenlet.Flow;

/// <summary>A fault whose cause is known by code (<see cref="ErrorCode"/>).</summary>
internal sealed class CodedException(string message, IReadOnlyList<string> codes, Exception? inner = null)
    : Exception(message, inner)
{
    public IReadOnlyList<string> Codes => codes;
}
