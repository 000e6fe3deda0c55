namespace Graft.OperatingSystems.Containerd;

/// <summary>Shell functions about containerd, for scripts that define <c>root</c>.</summary>
internal static class ContainerdShell
{
    /// <summary>
    /// <c>ensure_containerd_config</c>: containerd's own default where the file is missing, empty or only comments; a file
    /// with any setting in it is never touched.
    /// </summary>
    public const string EnsureConfig = """
        ensure_containerd_config() {
          local config="$root/etc/containerd/config.toml" temporary
          if grep -Eqs '^[[:space:]]*[^#[:space:]]' "$config"; then
            return 0
          fi
          mkdir -p "$root/etc/containerd"
          temporary="$(mktemp "$config.XXXXXX")"
          containerd config default > "$temporary" || { rm -f "$temporary"; return 1; }
          chmod 0644 "$temporary"
          mv -f "$temporary" "$config"
        }
        """;
}
