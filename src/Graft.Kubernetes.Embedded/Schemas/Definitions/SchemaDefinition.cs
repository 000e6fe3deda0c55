using System.Text.Json.Nodes;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Schemas.Definitions;

/// <summary>Reads the schema that a CustomResourceDefinition gives, in the steps and the order of kube-apiserver.</summary>
internal static class SchemaDefinition
{
    /// <summary>Null where the schema is refused; <paramref name="errors"/> then has the reasons.</summary>
    public static StructuralSchema? Check(JsonObject json, FieldPath path, FieldErrors errors)
    {
        var before = errors.Count;
        var schema = new SchemaParser(errors, null).ParseRoot(json, path);
        if (errors.Count > before)
        {
            return null;
        }
        errors.AddRange(StructuralRules.Check(schema, path));
        if (errors.Count == before)
        {
            new DefaultRules(errors).Check(schema, path);
        }
        new OpenApiRules(errors).Check(json, path);
        if (errors.Count > before)
        {
            return null;
        }
        var rules = new RuleCompiler(errors);
        schema = new SchemaParser(errors, rules).ParseRoot(json, path);
        rules.CheckTotalCost(path);
        return errors.Count == before ? schema : null;
    }

    public static StructuralSchema Trust(JsonObject json)
    {
        var errors = new FieldErrors();
        return new SchemaParser(errors, new RuleCompiler(errors)).ParseRoot(json, FieldPath.Root("openAPIV3Schema"));
    }
}
