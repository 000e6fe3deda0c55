#!/bin/bash
# Stands in for systemctl on the node of the benchmark: one real containerd, started and stopped here.
set -o nounset
daemon=/run/bench-containerd.pid

start() {
  setsid /usr/bin/containerd --config /etc/containerd/config.toml </dev/null >/run/bench-containerd.log 2>&1 9>&- &
  echo $! >"$daemon"
  for _ in $(seq 600); do
    if ctr version >/dev/null 2>&1; then
      return 0
    fi
    sleep 0.05
  done
  return 1
}

stop() {
  local pid
  pid=$(cat "$daemon" 2>/dev/null) || return 0
  kill "$pid" 2>/dev/null
  while kill -0 "$pid" 2>/dev/null; do sleep 0.02; done
}

case ${1-} in
  show)
    printf 'LoadState=loaded\nActiveState=active\nResult=success\n'
    printf 'ExecStart={ path=/usr/bin/containerd ; argv[]=/usr/bin/containerd ; ignore_errors=no }\n'
    ;;
  restart)
    stop
    start
    ;;
  stop) stop ;;
esac
