#!/bin/bash
# What the node installer does for gVisor, as a careful shell script would do it: the measure of bench/NodeInstaller.
# Arguments: the directory with the runtime's files, the directory for its binaries.
set -o errexit -o nounset -o pipefail
content=$1 bin=$2
config=/etc/containerd/config.toml
handler=runsc

fail() {
  echo "not installed: $*" >&2
  exit 1
}

digest() { sha256sum "$1" | cut -d' ' -f1; }

publish() { # name mode target
  if [ -f "$3" ] && [ "$(digest "$1")" = "$(digest "$3")" ]; then
    return 0
  fi
  local temporary
  temporary=$(dirname "$3")/.$(basename "$3").new
  install -D -m "$2" "$1" "$temporary"
  sync "$temporary"
  mv -f "$temporary" "$3"
}

serves() { containerd --config "$config" config dump | grep -q "runtimes\.$handler\]"; }

exec 9>/etc/containerd/.config.toml.lock
flock --timeout 60 9 || fail "another installer has the lock"

state=$(systemctl show --property=LoadState,ActiveState,Result,ExecStart containerd.service)
grep -q '^LoadState=loaded$' <<<"$state" || fail "containerd.service does not exist"
grep -q '^ActiveState=active$' <<<"$state" || fail "containerd.service is not active"

publish "$content/runsc" 0755 "$bin/runsc"
publish "$content/containerd-shim-runsc-v1" 0755 "$bin/containerd-shim-runsc-v1"
printf '[runsc_config]\n' >/run/runsc.toml.wanted
publish /run/runsc.toml.wanted 0644 /etc/containerd/runsc.toml

changed=
if ! grep -Eq "^[[:space:]]*\[plugins\.\"io\.containerd\.grpc\.v1\.cri\"\.containerd\.runtimes\.$handler\]" "$config"; then
  [ -e "$config.orig" ] || cp -p "$config" "$config.orig"
  temporary=$(mktemp "$config.XXXXXX")
  cat "$config" - >"$temporary" <<TABLE

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.$handler]
  runtime_type = "io.containerd.runsc.v1"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.$handler.options]
    TypeUrl = "io.containerd.runsc.v1.options"
    ConfigPath = "/etc/containerd/runsc.toml"
TABLE
  containerd --config "$temporary" config dump >/dev/null || fail "containerd cannot read the new configuration"
  chmod 0644 "$temporary"
  sync "$temporary"
  mv -f "$temporary" "$config"
  changed=yes
fi

if [ -n "$changed" ]; then
  systemctl restart containerd.service
fi
tries=0
until ctr version >/dev/null 2>&1; do
  tries=$((tries + 1))
  [ "$tries" -lt 600 ] || fail "containerd does not answer"
  sleep 0.1
done
serves || fail "containerd does not serve $handler"
echo "ready: $handler is installed and served"
