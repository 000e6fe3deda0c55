namespace Graft.Gardenlet.Extensions;

/// <summary>Why an extension object is not what it should be.</summary>
/// <param name="Message">In Gardener's words.</param>
/// <param name="IsReportedError">The extension itself says that it failed; everything else may still be under way.</param>
/// <param name="Codes">What the extension said about the cause.</param>
internal sealed record ExtensionProblem(string Message, bool IsReportedError, IReadOnlyList<string> Codes);
