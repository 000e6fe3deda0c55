using Graft.Api.Gardener;
using Graft.Kubernetes.Validation;

namespace Graft.Gardenlet.Admission.Extensions;

/// <summary>Units of an OperatingSystemConfig.</summary>
internal static class UnitRules
{
    public static void Check(
        IReadOnlyList<SystemdUnit>? units,
        IReadOnlySet<string> filePaths,
        FieldPath path,
        FieldErrors errors
    )
    {
        for (var i = 0; i < (units?.Count ?? 0); i++)
        {
            var unit = units![i];
            errors.RequireValue(unit.Name, path.Index(i).Child("name"));
            for (var j = 0; j < (unit.DropIns?.Count ?? 0); j++)
            {
                var dropIn = path.Index(i).Child("dropIns").Index(j);
                errors.RequireValue(unit.DropIns![j].Name, dropIn.Child("name"));
                errors.RequireValue(unit.DropIns[j].Content, dropIn.Child("content"));
            }
            for (var k = 0; k < (unit.FilePaths?.Count ?? 0); k++)
            {
                if (!filePaths.Contains(unit.FilePaths![k]))
                {
                    errors.Add(
                        FieldError.Invalid(
                            path.Index(i).Child("filePaths").Index(k),
                            unit.FilePaths[k],
                            "'filePath' requires a matching 'path' in 'spec.files'"
                        )
                    );
                }
            }
        }
    }
}
