# Stands in for the program containerd on a local node: it answers questions, it runs nothing. NODE_ROOT and VERSION are
# set by the lines above. The endpoint that stands in for the daemon is served by the landscape.
set -u
STATE="$NODE_ROOT/var/lib/graft-standin"
config=/etc/containerd/config.toml
verb=''
while [ $# -gt 0 ]; do
  case $1 in
    -v | --version) verb=version ;;
    -c | --config) config=$2; shift ;;
    --config=*) config=${1#--config=} ;;
    -c=*) config=${1#-c=} ;;
    -*) ;;
    *) verb="$verb${verb:+ }$1" ;;
  esac
  shift
done

case $verb in
  version) printf 'containerd github.com/containerd/containerd v%s local\n' "$VERSION" ;;
  'config default') cat "$STATE/containerd-default.toml" ;;
  'config dump')
    case $config in "$NODE_ROOT"/*) ;; *) config=$NODE_ROOT$config ;; esac
    cat "$config" || exit 1
    ;;
  *)
    printf 'containerd: this stand-in does not know "%s"\n' "$verb" >&2
    exit 1
    ;;
esac
