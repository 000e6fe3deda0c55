using Graft.Kubernetes.Embedded.Http;

namespace Graft.Kubernetes.Embedded.Views;

/// <summary>Chooses the view that a request's Accept header asks for.</summary>
internal static class ObjectViews
{
    public static IObjectView For(ApiRequest request, TimeProvider time)
    {
        foreach (var form in AcceptedForm.Parse(request.Http.Request.Headers.Accept))
        {
            if (!form.IsJson)
            {
                continue;
            }
            switch (form)
            {
                case { As: "" }:
                    return new PlainView(request.Definition);
                case { As: "Table", Group: "meta.k8s.io", Version: "v1" or "v1beta1" }:
                    var include = request.Query("includeObject") ?? "Metadata";
                    return new TableView(request.Definition, form.Version, include, time);
                case { As: "PartialObjectMetadata" or "PartialObjectMetadataList", Group: "meta.k8s.io" }
                    when form.Version is "v1" or "v1beta1":
                    return new MetadataView(form.Version);
                default:
                    continue;
            }
        }
        throw AcceptedForm.NotAcceptable();
    }
}
