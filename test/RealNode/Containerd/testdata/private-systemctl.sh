# systemd of a private node: the one unit containerd.service. Before this stand UNIT (a directory), ENTER and CONTAINERD.
set -u

# The process that entered the namespaces waits for containerd, its only child.
processes() {
    entered=$(cat "$UNIT/pid" 2>/dev/null) && cat "/proc/$entered/task/$entered/children" 2>/dev/null
}

is_alive() {
    entered=$(cat "$UNIT/pid" 2>/dev/null) && grep -q '^State:.[^ZX]' "/proc/$entered/status" 2>/dev/null
}

start() {
    echo start >>"$UNIT/starts"
    rm -f "$UNIT/failed"
    # shellcheck disable=SC2086
    setsid $ENTER "$CONTAINERD" </dev/null >>"$UNIT/log" 2>&1 &
    echo $! >"$UNIT/pid"
    # As with Type=notify: active once it serves.
    tries=0
    while is_alive && [ $tries -lt 600 ]; do
        # shellcheck disable=SC2086
        if $ENTER "${CONTAINERD%containerd}ctr" version >/dev/null 2>&1; then return 0; fi
        tries=$((tries + 1))
        sleep 0.1
    done
    echo exit-code >"$UNIT/failed"
    stop
    echo "Job for containerd.service failed because the control process exited with error code." >&2
    return 1
}

stop() {
    # shellcheck disable=SC2046
    kill $(processes) 2>/dev/null
    while is_alive; do sleep 0.05; done
    rm -f "$UNIT/pid"
}

case $1 in
    start) is_alive || start ;;
    restart) stop; start ;;
    stop) stop ;;
    reset-failed) rm -f "$UNIT/failed" ;;
    show)
        state=inactive
        if [ -e "$UNIT/failed" ]; then state=failed; elif is_alive; then state=active; fi
        printf 'LoadState=loaded\nActiveState=%s\nResult=%s\n' "$state" "$(cat "$UNIT/failed" 2>/dev/null || echo success)"
        printf 'ExecStart={ path=%s ; argv[]=%s ; ignore_errors=no }\n' "$CONTAINERD" "$CONTAINERD"
        ;;
    *)
        echo "Unknown command verb $1." >&2
        exit 1
        ;;
esac
