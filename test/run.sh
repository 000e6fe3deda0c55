#!/bin/sh
# Builds the solution and runs every test; called by `./graft test`. Arguments after the first go to `dotnet test`.
# The last line says how many tests passed, failed and were skipped.
set -eu

dotnet=$1
shift
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"
mkdir -p artifacts
export CI="${CI-}" DOTNET_ROLL_FORWARD_TO_PRERELEASE=0

# Real tools that some tests drive. Without them those tests are skipped, each with its reason.
packages="containerd cloud-init ignition systemd-container mmdebstrap crun runsc runc busybox-static shellcheck"
missing=
for package in $packages; do
    dpkg -s "$package" >/dev/null 2>&1 || missing="$missing $package"
done
if [ -n "$missing" ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "Installing for the tests:$missing"
        # shellcheck disable=SC2086
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } \
            >artifacts/packages.log 2>&1 || echo "Could not install$missing (artifacts/packages.log); their tests will be skipped."
    else
        echo "Not installed, and no root on a Debian machine to install them:$missing; their tests will be skipped."
    fi
fi

echo "Checking the formatting"
"$dotnet" tool restore >artifacts/tools.log 2>&1 || { cat artifacts/tools.log; exit 1; }
"$dotnet" csharpier check . || { echo "Run: dotnet csharpier format ."; exit 1; }

echo "Building"
"$dotnet" build Graft.slnx -c Release --nologo -v quiet || exit 1

echo "Publishing the node installer as it is shipped"
./graft ship || echo "It could not be published; the tests that run it will fail."

echo "Testing"
status=0
"$dotnet" test --solution Graft.slnx -c Release --no-build --no-progress --output Detailed "$@" >artifacts/test.log 2>&1 || status=$?
grep -v '^passed ' artifacts/test.log || true

# Whoever sees only the end of a long log sees what failed.
if [ "$status" != 0 ]; then
    echo "What failed:"
    awk '/^failed /{show = 30} /^(passed|skipped|Test run summary)/{show = 0} show > 0{print; show--}' artifacts/test.log
fi

count() { sed -n "s/^ *$1: *\([0-9][0-9]*\)$/\1/p" artifacts/test.log | tail -n 1; }
passed=$(count succeeded)
failed=$(count failed)
skipped=$(count skipped)
if [ -z "$passed" ] || [ $((passed + ${failed:-0})) = 0 ]; then
    echo "No test ran."
    exit 1
fi
echo "$passed passed, ${failed:-0} failed, ${skipped:-0} skipped"
exit "$status"
