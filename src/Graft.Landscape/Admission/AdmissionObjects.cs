using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Graft.Api;
using Graft.Api.Kubernetes;
using Graft.Gardenlet.Admission;
using Graft.Kubernetes.Embedded.Admission;

namespace Graft.Landscape.Admission;

/// <summary>Between the JSON that the embedded server admits and the typed objects that the rules judge.</summary>
internal static class AdmissionObjects
{
    extension(AdmissionAttributes attributes)
    {
        /// <summary>The object as it shall become; null where it has not the shape of its kind.</summary>
        public T? Read<T>(JsonTypeInfo<T> type)
            where T : class => Decode(attributes.Object, type, out _);

        /// <summary>The metadata of the object as it is; empty where there is none.</summary>
        public ObjectMeta OldMetadata() =>
            attributes.OldObject?["metadata"]?.Deserialize(ApiJson.Context.ObjectMeta) ?? ObjectMeta.Empty;

        /// <summary>Asks a rule about the object as it is and as it shall become.</summary>
        public AdmissionRefusal? Judge<T>(JsonTypeInfo<T> type, Func<T?, T, Refusal?> rule)
            where T : class
        {
            if (Decode(attributes.Object, type, out var fault) is not { } item)
            {
                var message =
                    $"{attributes.Kind} in version \"{attributes.Version}\" cannot be handled as a {attributes.Kind}: {fault}";
                return new AdmissionRefusal(400, "BadRequest", message, []);
            }
            return ToAdmission(rule(Decode(attributes.OldObject, type, out _), item));
        }
    }

    public static AdmissionRefusal? ToAdmission(Refusal? refusal) =>
        refusal is null ? null : new AdmissionRefusal(refusal.Code, refusal.Reason, refusal.Message, refusal.Errors);

    private static T? Decode<T>(JsonObject? item, JsonTypeInfo<T> type, out string? fault)
        where T : class
    {
        try
        {
            fault = null;
            return item.Deserialize(type);
        }
        catch (JsonException exception)
        {
            fault = exception.Message;
            return null;
        }
    }
}
