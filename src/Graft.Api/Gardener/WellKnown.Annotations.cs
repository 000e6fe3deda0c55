namespace Graft.Api.Gardener;

public static partial class WellKnown
{
    /// <summary>Annotation keys.</summary>
    public static class Annotations
    {
        /// <summary>What an extension is asked to do with an object: one of <see cref="Operations"/>.</summary>
        public const string Operation = "gardener.cloud/operation";

        /// <summary>When the operation was asked for, as <see cref="Rfc3339.Precise"/> writes it.</summary>
        public const string Timestamp = "gardener.cloud/timestamp";

        /// <summary><c>true</c> allows the deletion of a protected object.</summary>
        public const string ConfirmationDeletion = "confirmation.gardener.cloud/deletion";

        /// <summary><c>true</c> on a Shoot: delete without waiting for what cannot be reached.</summary>
        public const string ConfirmationForceDeletion = "confirmation.gardener.cloud/force-deletion";

        public const string GenericTokenKubeconfigSecretName = "generic-token-kubeconfig.secret.gardener.cloud/name";

        public const string ChecksumDataScript = "checksum/data-script";

        public const string ChecksumCloudConfigData = "checksum/cloud-config-data";

        public const string ResourcesOrigin = "resources.gardener.cloud/origin";

        public const string ResourcesDescription = "resources.gardener.cloud/description";

        public const string ResourcesIgnore = "resources.gardener.cloud/ignore";

        public const string ResourcesMode = "resources.gardener.cloud/mode";

        public const string ResourcesKeepObject = "resources.gardener.cloud/keep-object";

        public const string ResourcesDeleteOnInvalidUpdate = "resources.gardener.cloud/delete-on-invalid-update";

        public const string ResourcesSkipHealthCheck = "resources.gardener.cloud/skip-health-check";

        /// <summary>Prefix of the annotations by which a ManagedResource refers to its immutable secrets.</summary>
        public const string SecretReferencePrefix = "reference.resources.gardener.cloud/secret-";

        public const string PodSecurityEnforce = "security.gardener.cloud/pod-security-enforce";
    }
}
