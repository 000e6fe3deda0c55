using System.Text.Json.Nodes;
using Graft.Kubernetes.Embedded.CustomResources;
using Graft.Kubernetes.Validation;

namespace Graft.Kubernetes.Embedded.Tests.CustomResources;

public class DefinitionRulesTests
{
    [Fact]
    public void A_complete_definition_has_no_errors() => Assert.Empty(Errors(_ => { }));

    [Theory]
    [InlineData(
        "/metadata/name",
        "\"other\"",
        "metadata.name: Invalid value: \"other\": must be spec.names.plural+\".\"+spec.group"
    )]
    [InlineData(
        "/spec/group",
        "\"nodot\"",
        "spec.group: Invalid value: \"nodot\": should be a domain with at least one dot"
    )]
    [InlineData(
        "/spec/scope",
        "\"Everywhere\"",
        "spec.scope: Unsupported value: \"Everywhere\": supported values: \"Cluster\", \"Namespaced\""
    )]
    [InlineData("/spec/scope", "\"\"", "spec.scope: Required value")]
    [InlineData(
        "/spec/names/plural",
        "\"Wid gets\"",
        "spec.names.plural: Invalid value: \"Wid gets\": a DNS-1035 label must consist of"
    )]
    [InlineData(
        "/spec/names/kind",
        "\"Wid_get\"",
        "spec.names.kind: Invalid value: \"Wid_get\": may have mixed case, but should otherwise match: a DNS-1035 label"
    )]
    [InlineData(
        "/spec/names/listKind",
        "\"Widget\"",
        "spec.names.listKind: Invalid value: \"Widget\": kind and listKind may not be the same"
    )]
    [InlineData(
        "/spec/names/shortNames",
        "[\"W\"]",
        "spec.names.shortNames[0]: Invalid value: \"W\": a DNS-1035 label"
    )]
    [InlineData(
        "/spec/names/categories",
        "[\"All\"]",
        "spec.names.categories[0]: Invalid value: \"All\": a DNS-1035 label"
    )]
    [InlineData("/spec/versions/0/name", "\"V1\"", "spec.versions[0].name: Invalid value: \"V1\": a DNS-1035 label")]
    [InlineData("/spec/versions/0/storage", "false", "must have exactly one version marked as storage version")]
    [InlineData(
        "/spec/versions/0/schema",
        "null",
        "spec.versions[0].schema.openAPIV3Schema: Required value: schemas are required"
    )]
    [InlineData(
        "/spec/versions/0/deprecationWarning",
        "\"x\"",
        "spec.versions[0].deprecationWarning: Invalid value: \"x\": can only be set for deprecated versions"
    )]
    [InlineData(
        "/spec/versions/0/schema/openAPIV3Schema/properties/spec",
        "{}",
        "spec.validation.openAPIV3Schema.properties[spec].type: Required value: must not be empty for specified object fields"
    )]
    [InlineData(
        "/spec/versions/0/schema/openAPIV3Schema/nullable",
        "true",
        "spec.validation.openAPIV3Schema.nullable: Forbidden: nullable cannot be true at the root"
    )]
    [InlineData(
        "/spec/versions/0/schema/openAPIV3Schema/anyOf",
        "[{\"required\":[\"spec\"]}]",
        "fields are allowed at the root of the schema if the status subresource is enabled"
    )]
    [InlineData(
        "/spec/versions/0/additionalPrinterColumns",
        "[{}]",
        "spec.additionalPrinterColumns[0].name: Required value"
    )]
    [InlineData(
        "/spec/versions/0/additionalPrinterColumns",
        "[{\"name\":\"a\",\"type\":\"text\",\"jsonPath\":\".a\"}]",
        "spec.additionalPrinterColumns[0].type: Invalid value: \"text\": must be one of boolean,date,integer,number,string"
    )]
    [InlineData(
        "/spec/versions/0/additionalPrinterColumns",
        "[{\"name\":\"a\",\"type\":\"string\",\"format\":\"x\",\"jsonPath\":\".a\"}]",
        "spec.additionalPrinterColumns[0].format: Invalid value: \"x\": must be one of byte,date,date-time,double,float,int32,int64,password"
    )]
    [InlineData(
        "/spec/versions/0/additionalPrinterColumns",
        "[{\"name\":\"a\",\"type\":\"string\",\"jsonPath\":\"a\"}]",
        "spec.additionalPrinterColumns[0].JSONPath: Invalid value: \"a\": must be a simple json path starting with ."
    )]
    [InlineData(
        "/spec/versions/0/subresources/scale",
        "{}",
        "spec.subresources.scale.specReplicasPath: Required value"
    )]
    [InlineData(
        "/spec/versions/0/subresources/scale",
        "{\"specReplicasPath\":\".status.n\",\"statusReplicasPath\":\".status.n\"}",
        "spec.subresources.scale.specReplicasPath: Invalid value: \".status.n\": should be a json path under .spec"
    )]
    [InlineData(
        "/spec/versions/0/subresources/scale",
        "{\"specReplicasPath\":\".spec.n\",\"statusReplicasPath\":\".status.n\",\"labelSelectorPath\":\".meta\"}",
        "should be a json path under either .spec or .status"
    )]
    [InlineData(
        "/spec/versions/0/selectableFields",
        "[{\"jsonPath\":\".spec.nope\"}]",
        "spec.selectableFields[0].jsonPath: Invalid value: \".spec.nope\": is an invalid path: does not refer to a valid field"
    )]
    [InlineData(
        "/spec/versions/0/selectableFields",
        "[{\"jsonPath\":\".spec\"}]",
        "must point to a field of type string, boolean or integer"
    )]
    [InlineData(
        "/spec/versions/0/selectableFields",
        "[{\"jsonPath\":\".spec.size\"},{\"jsonPath\":\".spec.size\"}]",
        "spec.selectableFields[1].jsonPath: Duplicate value: \".spec.size\""
    )]
    [InlineData(
        "/spec/conversion",
        "{\"strategy\":\"Webhook\"}",
        "spec.conversion.strategy: Forbidden: conversion by webhooks is not available in this API server"
    )]
    [InlineData(
        "/spec/conversion",
        "{\"strategy\":\"Magic\"}",
        "spec.conversion.strategy: Unsupported value: \"Magic\": supported values: \"None\", \"Webhook\""
    )]
    [InlineData(
        "/spec/preserveUnknownFields",
        "true",
        "spec.preserveUnknownFields: Invalid value: true: cannot set to true"
    )]
    [InlineData(
        "/status/storedVersions",
        "[\"v0\",\"v1\"]",
        "status.storedVersions[0]: Invalid value: \"v0\": missing from spec.versions; v0 was previously a storage version"
    )]
    public void A_fault_is_told_with_the_path_and_words_of_kube_apiserver(string pointer, string value, string expected)
    {
        var errors = Errors(definition => Set(definition, pointer, value));

        Assert.Contains(errors, error => error.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void What_versions_do_not_share_is_named_by_its_version()
    {
        var errors = Errors(definition =>
        {
            var versions = (JsonArray)definition["spec"]!["versions"]!;
            var other = versions[0]!.DeepClone();
            other["name"] = "v2";
            other["storage"] = false;
            other["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!["type"] = "thing";
            versions.Add(other);
        });

        Assert.Contains(
            errors,
            error =>
                error.StartsWith("spec.versions[1].schema.openAPIV3Schema.properties[spec].type: Unsupported value")
        );
    }

    [Theory]
    [InlineData("", "metadata.annotations[api-approved.kubernetes.io]: Required value")]
    [InlineData("nonsense", "metadata.annotations[api-approved.kubernetes.io]: Invalid value: \"nonsense\"")]
    [InlineData("unapproved, experimental", null)]
    [InlineData("https://github.com/kubernetes/kubernetes/pull/1", null)]
    public void A_group_of_the_community_needs_its_approval(string approval, string? expected)
    {
        var errors = Errors(definition =>
        {
            Set(definition, "/spec/group", "\"things.k8s.io\"");
            Set(definition, "/metadata/name", "\"widgets.things.k8s.io\"");
            definition["metadata"]!["annotations"] = new JsonObject { ["api-approved.kubernetes.io"] = approval };
        });

        Assert.Equal(
            expected is not null,
            errors.Any(error => error.StartsWith(expected ?? "?", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void Scope_and_kind_are_fixed_once_the_definition_is_established()
    {
        var old = Definition();
        var changed = Definition();
        Set(changed, "/spec/scope", "\"Cluster\"");
        var before = new FieldErrors();
        CustomResourceRules.Validate(changed, old, before);
        old["status"]!["conditions"] = new JsonArray(new JsonObject { ["type"] = "Established", ["status"] = "True" });
        var after = new FieldErrors();
        CustomResourceRules.Validate(changed, old, after);

        Assert.Empty(before);
        Assert.Equal("spec.scope: Invalid value: \"Cluster\": field is immutable", Assert.Single(after).ToString());
    }

    private static List<string> Errors(Action<JsonObject> change)
    {
        var definition = Definition();
        change(definition);
        var errors = new FieldErrors();
        CustomResourceRules.Validate(definition, null, errors);
        return [.. errors.Select(error => error.ToString())];
    }

    private static void Set(JsonObject definition, string pointer, string value)
    {
        var parts = pointer.Split('/')[1..];
        JsonNode at = definition;
        foreach (var part in parts[..^1])
        {
            at = (at is JsonArray list ? list[int.Parse(part)] : at[part])!;
        }
        at[parts[^1]] = JsonNode.Parse(value);
    }

    private static JsonObject Definition() =>
        (JsonObject)
            JsonNode.Parse(
                """
                {"metadata":{"name":"widgets.example.com"},
                 "spec":{"group":"example.com","scope":"Namespaced","conversion":{"strategy":"None"},
                   "names":{"plural":"widgets","singular":"widget","kind":"Widget","listKind":"WidgetList"},
                   "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
                     "schema":{"openAPIV3Schema":{"type":"object","properties":{
                       "spec":{"type":"object","properties":{"size":{"type":"integer"}}},"status":{"type":"object"}}}}}]},
                 "status":{"storedVersions":["v1"]}}
                """
            )!;
}
