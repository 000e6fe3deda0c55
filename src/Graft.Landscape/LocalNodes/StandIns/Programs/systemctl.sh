# Stands in for systemctl on a local node. NODE_ROOT is the node's root directory; it is set by the line above.
# Units are the files below the root; what runs is only a word in a file. Every call is recorded.
set -u
STATE="$NODE_ROOT/var/lib/graft-standin"
mkdir -p "$STATE/units"

call=''
for word in "$@"; do call="$call$word "; done
printf '%s\n' "${call% }" >>"$STATE/systemctl.log"

if command -v flock >/dev/null 2>&1; then
  exec 8>"$STATE/systemctl.lock"
  flock 8
fi

fragment() {
  for directory in etc/systemd/system run/systemd/system usr/lib/systemd/system lib/systemd/system; do
    if [ -e "$NODE_ROOT/$directory/$1" ]; then
      printf '%s' "/$directory/$1"
      return 0
    fi
  done
  return 1
}

drop_ins() {
  for directory in usr/lib/systemd/system lib/systemd/system run/systemd/system etc/systemd/system; do
    for file in "$NODE_ROOT/$directory/$1.d"/*.conf; do
      if [ -f "$file" ]; then printf '%s\n' "$file"; fi
    done
  done
}

unit_text() {
  path=$(fragment "$1") || return 1
  printf '# %s\n' "$path"
  cat "$NODE_ROOT$path"
  drop_ins "$1" | while IFS= read -r file; do
    printf '\n# %s\n' "${file#"$NODE_ROOT"}"
    cat "$file"
    printf '\n'
  done
}

# The commands of the last ExecStart= that no empty ExecStart= resets.
exec_start() {
  unit_text "$1" 2>/dev/null | awk '
    { line = $0; sub(/^[ \t]+/, "", line) }
    line ~ /^ExecStart[ \t]*=/ { sub(/^ExecStart[ \t]*=[ \t]*/, "", line); command = line }
    END { sub(/^[-@:+!]+/, "", command); print command }'
}

read_state() { # unit, name, default
  if [ -f "$STATE/units/$1/$2" ]; then cat "$STATE/units/$1/$2"; else printf '%s' "$3"; fi
}

write_state() { # unit, name, value
  mkdir -p "$STATE/units/$1"
  printf '%s' "$3" >"$STATE/units/$1/.$2.new"
  mv "$STATE/units/$1/.$2.new" "$STATE/units/$1/$2"
}

in_burst() { # unit: whether systemd's start limit refuses one more start
  limit=$(cat "$STATE/start-limit" 2>/dev/null || printf 0)
  [ "$limit" -gt 0 ] || return 1
  now=$(date +%s)
  recent=''
  count=0
  for start in $(read_state "$1" recent-starts ''); do
    if [ $((now - start)) -lt 10 ]; then
      recent="$recent $start"
      count=$((count + 1))
    fi
  done
  [ "$count" -lt "$limit" ] || return 0
  write_state "$1" recent-starts "$recent $now"
  return 1
}

# containerd reads its configuration once, when it starts: what is there now is copied, and the endpoint that stands in
# for containerd, if one listens, says whether it can work with it.
load_containerd() {
  rm -rf "$STATE/loading"
  mkdir -p "$STATE/loading/etc"
  if [ -d "$NODE_ROOT/etc/containerd" ]; then cp -R "$NODE_ROOT/etc/containerd" "$STATE/loading/etc/"; fi
  exec_start containerd.service >"$STATE/loading/command-line"
  rm -rf "$STATE/loaded"
  mv "$STATE/loading" "$STATE/loaded"
  number=$(read_state containerd.service starts 0)
  if [ ! -e "$STATE/endpoint" ]; then return 0; fi
  printf '%s' "$number" >"$STATE/.request.new"
  mv "$STATE/.request.new" "$STATE/endpoint-request"
  tries=0
  while [ $tries -lt 200 ]; do
    answer=$(cat "$STATE/endpoint-answer" 2>/dev/null || true)
    case $answer in
      "$number active"*) return 0 ;;
      "$number failed"*) return 1 ;;
    esac
    tries=$((tries + 1))
    sleep 0.05
  done
  return 1
}

start_unit() {
  fragment "$1" >/dev/null || {
    printf 'Failed to start %s: Unit %s not found.\n' "$1" "$1" >&2
    return 5
  }
  if in_burst "$1"; then
    write_state "$1" active failed
    write_state "$1" result start-limit-hit
    printf 'Job for %s failed: start request repeated too quickly.\n' "$1" >&2
    return 1
  fi
  write_state "$1" starts $(($(read_state "$1" starts 0) + 1))
  write_state "$1" result success
  write_state "$1" active active
  if [ "$1" = containerd.service ] && ! load_containerd; then
    write_state "$1" active failed
    write_state "$1" result exit-code
    printf 'Job for %s failed because the control process exited with error code.\n' "$1" >&2
    return 1
  fi
  return 0
}

stop_unit() {
  [ "$(read_state "$1" active inactive)" = failed ] || write_state "$1" active inactive
}

show() {
  unit=$1
  path=$(fragment "$unit" || true)
  active=$(read_state "$unit" active inactive)
  case $active in active) sub=running ;; failed) sub=failed ;; *) sub=dead ;; esac
  command=$(exec_start "$unit")
  {
    printf 'Id=%s\n' "$unit"
    if [ -n "$path" ]; then printf 'LoadState=loaded\n'; else printf 'LoadState=not-found\n'; fi
    printf 'ActiveState=%s\nSubState=%s\n' "$active" "$sub"
    printf 'UnitFileState=%s\n' "$(read_state "$unit" enabled disabled)"
    printf 'FragmentPath=%s\n' "$path"
    printf 'DropInPaths=%s\n' "$(drop_ins "$unit" | sed "s|^$NODE_ROOT||" | tr '\n' ' ' | sed 's/ $//')"
    printf 'Result=%s\n' "$(read_state "$unit" result success)"
    printf 'NRestarts=0\n'
    if [ "$active" = active ]; then printf 'MainPID=1\n'; else printf 'MainPID=0\n'; fi
    if [ -n "$command" ]; then
      printf 'ExecStart={ path=%s ; argv[]=%s ; ignore_errors=no ; start_time=[n/a] ; stop_time=[n/a] ; pid=0 ; code=(null) ; status=0/0 }\n' \
        "${command%% *}" "$command"
    fi
  } | {
    if [ -z "$properties" ]; then cat; else
      awk -v wanted="$properties" 'BEGIN { n = split(wanted, names, ","); for (i = 1; i <= n; i++) keep[names[i]] = 1 }
        { name = $0; sub(/=.*/, "", name); if (name in keep) print }'
    fi
  } | {
    if [ -n "$value_only" ]; then sed 's/^[^=]*=//'; else cat; fi
  }
}

properties='' value_only='' quiet='' now_too='' verb='' units=''
while [ $# -gt 0 ]; do
  case $1 in
    -p | --property) properties="$properties${properties:+,}$2"; shift ;;
    -p?*) properties="$properties${properties:+,}${1#-p}" ;;
    --property=*) properties="$properties${properties:+,}${1#--property=}" ;;
    -P) properties="$properties${properties:+,}$2"; value_only=yes; shift ;;
    --value) value_only=yes ;;
    -q | --quiet) quiet=yes ;;
    --now) now_too=yes ;;
    --) ;;
    -*) ;;
    *)
      if [ -z "$verb" ]; then verb=$1; else
        case $1 in *.*) units="$units $1" ;; *) units="$units $1.service" ;; esac
      fi
      ;;
  esac
  shift
done

code=0
case $verb in
  daemon-reload | daemon-reexec) ;;
  enable | unmask)
    for unit in $units; do
      fragment "$unit" >/dev/null || { printf 'Failed to enable unit: Unit file %s does not exist.\n' "$unit" >&2; exit 1; }
      write_state "$unit" enabled enabled
      if [ -n "$now_too" ]; then start_unit "$unit" || code=$?; fi
    done
    ;;
  disable | mask)
    for unit in $units; do
      write_state "$unit" enabled "$(if [ "$verb" = mask ]; then printf masked; else printf disabled; fi)"
      if [ -n "$now_too" ]; then stop_unit "$unit"; fi
    done
    ;;
  start)
    for unit in $units; do
      if [ "$(read_state "$unit" active inactive)" != active ]; then start_unit "$unit" || code=$?; fi
    done
    ;;
  restart | reload-or-restart) for unit in $units; do start_unit "$unit" || code=$?; done ;;
  try-restart | condrestart)
    for unit in $units; do
      if [ "$(read_state "$unit" active inactive)" = active ]; then start_unit "$unit" || code=$?; fi
    done
    ;;
  reload | kill) ;;
  stop) for unit in $units; do stop_unit "$unit"; done ;;
  is-active | is-failed)
    code=3
    for unit in $units; do
      active=$(read_state "$unit" active inactive)
      [ -n "$quiet" ] || printf '%s\n' "$active"
      if [ "is-$active" = "$verb" ]; then code=0; fi
    done
    ;;
  is-enabled)
    code=1
    for unit in $units; do
      enabled=$(read_state "$unit" enabled disabled)
      [ -n "$quiet" ] || printf '%s\n' "$enabled"
      if [ "$enabled" = enabled ]; then code=0; fi
    done
    ;;
  reset-failed)
    for unit in $units; do
      write_state "$unit" recent-starts ''
      if [ "$(read_state "$unit" active inactive)" = failed ]; then write_state "$unit" active inactive; fi
    done
    ;;
  show) for unit in $units; do show "$unit"; done ;;
  cat) for unit in $units; do unit_text "$unit" || { printf 'No files found for %s.\n' "$unit" >&2; code=1; }; done ;;
  *)
    printf 'Unknown command verb %s.\n' "$verb" >&2
    code=1
    ;;
esac
exit $code
