using Graft.Kubernetes.Embedded.Http;

namespace Graft.Kubernetes.Embedded.Views;

/// <summary>Chooses the view that a request's Accept header asks for.</summary>
internal static class ObjectViews
{
    /// <exception cref="Errors.ApiException">406 where nothing that is asked for can be given.</exception>
    public static IObjectView For(ApiRequest request, TimeProvider time)
    {
        foreach (var form in AcceptedForm.Parse(request.Http.Request.Headers.Accept))
        {
            // A watch is a stream of JSON objects, one a line.
            var isYaml = form.IsYaml && !request.IsWatch;
            if ((form.IsJson || isYaml) && Find(form, request, time) is { } view)
            {
                return isYaml ? new YamlView(view) : view;
            }
        }
        throw AcceptedForm.NotAcceptable();
    }

    private static IObjectView? Find(AcceptedForm form, ApiRequest request, TimeProvider time) =>
        form switch
        {
            { As: "" } => new PlainView(request.Definition),
            { As: "Table", Group: "meta.k8s.io", Version: "v1" or "v1beta1" } => new TableView(
                request.Definition,
                form.Version,
                request.Query("includeObject") ?? "Metadata",
                time
            ),
            { As: "PartialObjectMetadata" or "PartialObjectMetadataList", Group: "meta.k8s.io" }
                when form.Version is "v1" or "v1beta1" => new MetadataView(form.Version),
            _ => null,
        };
}
