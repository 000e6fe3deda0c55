using System.Text.Json.Nodes;
using Graft.Api;
using Graft.Api.Kubernetes;
using Graft.Kubernetes.Transport;

namespace Graft.Kubernetes;

/// <summary>The subresources that Kubernetes defines with a form of their own.</summary>
public static class WellKnownSubresources
{
    private static readonly Subresource<JsonObject> s_scale = Subresource.Untyped("scale");
    private static readonly Subresource<JsonObject> s_token = Subresource.Untyped("token");
    private static readonly Subresource<JsonObject> s_eviction = Subresource.Untyped("eviction");
    private static readonly Subresource<JsonObject> s_binding = Subresource.Untyped("binding");

    extension(IKubernetesClient client)
    {
        /// <summary>How many replicas a scalable object is to have.</summary>
        public async Task<int> GetReplicasAsync(ResourceType type, ObjectKey key, CancellationToken cancellationToken)
        {
            var scale = await client.GetSubresourceAsync(type, key, s_scale, cancellationToken);
            return scale["spec"]?["replicas"]?.GetValue<int>() ?? 0;
        }

        /// <summary>Scales an object of any kind that has a <c>scale</c> subresource.</summary>
        public Task SetReplicasAsync(
            ResourceType type,
            ObjectKey key,
            int replicas,
            CancellationToken cancellationToken
        )
        {
            var patch = new JsonObject { ["spec"] = new JsonObject { ["replicas"] = replicas } };
            return client.PatchSubresourceAsync(
                type,
                key,
                s_scale,
                Patch.Merge(patch),
                WriteOptions.Default,
                cancellationToken
            );
        }

        /// <summary>A new token of a service account.</summary>
        /// <param name="serviceAccount">Whose.</param>
        /// <param name="audiences">Whom it is for; none means the API server itself.</param>
        /// <param name="lifetime">How long it shall be good, at least ten minutes; the server may grant another time.</param>
        /// <param name="cancellationToken">Ends the request.</param>
        public async Task<ServiceAccountToken> CreateTokenAsync(
            ObjectKey serviceAccount,
            IReadOnlyList<string> audiences,
            TimeSpan lifetime,
            CancellationToken cancellationToken
        )
        {
            var request = new JsonObject
            {
                ["apiVersion"] = "authentication.k8s.io/v1",
                ["kind"] = "TokenRequest",
                ["spec"] = new JsonObject
                {
                    ["audiences"] = new JsonArray([.. audiences.Select(audience => JsonValue.Create(audience))]),
                    ["expirationSeconds"] = (long)lifetime.TotalSeconds,
                },
            };
            var type = ServiceAccount.ResourceType;
            var answer = await client.CreateSubresourceAsync(
                type,
                serviceAccount,
                s_token,
                request,
                WriteOptions.Default,
                cancellationToken
            );
            var expires = Rfc3339.TryParse((string?)answer["status"]?["expirationTimestamp"], out var time)
                ? time
                : DateTimeOffset.MaxValue;
            return new ServiceAccountToken((string?)answer["status"]?["token"] ?? "", expires);
        }

        /// <summary>Deletes a pod where its disruption budget allows it.</summary>
        /// <exception cref="KubernetesException">429: the budget does not allow it now; it is tried again for a while.</exception>
        public Task EvictAsync(ObjectKey pod, DeleteOptions options, CancellationToken cancellationToken)
        {
            var eviction = new JsonObject
            {
                ["apiVersion"] = "policy/v1",
                ["kind"] = "Eviction",
                ["metadata"] = Named(pod),
                ["deleteOptions"] = ObjectRequests.DeleteBody(options),
            };
            return client.CreateSubresourceAsync(
                Pod.ResourceType,
                pod,
                s_eviction,
                eviction,
                WriteOptions.Default,
                cancellationToken
            );
        }

        /// <summary>Puts a pod on a node, as a scheduler does.</summary>
        public Task BindAsync(ObjectKey pod, string node, CancellationToken cancellationToken)
        {
            var binding = new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Binding",
                ["metadata"] = Named(pod),
                ["target"] = new JsonObject
                {
                    ["apiVersion"] = "v1",
                    ["kind"] = "Node",
                    ["name"] = node,
                },
            };
            return client.CreateSubresourceAsync(
                Pod.ResourceType,
                pod,
                s_binding,
                binding,
                WriteOptions.Default,
                cancellationToken
            );
        }
    }

    private static JsonObject Named(ObjectKey key) => new() { ["namespace"] = key.Namespace, ["name"] = key.Name };
}
