#!/bin/sh
# Puts the world where the first step expects it: an image that Docker knows, and work/ with bundles
# of one root file system that differ in limits, filter and rights. No container of ours is there.
set -eu
cd "$(dirname "$0")"

docker rm -f cuecast-limited >/dev/null 2>&1 || true
for id in '' -filtered -without -with; do runc delete -f "cuecast-limited$id" >/dev/null 2>&1 || true; done

rm -rf work/limited work/filtered work/without work/with
mkdir -p work
../lab/rootfs work/rootfs
cp twenty work/rootfs/twenty
bundle() { # NAME JQ…
  mkdir "work/$1"
  name=$1
  shift
  jq "$@" bundle.json >"work/$name/config.json"
}
# Swap counts too, or 64 MB of memory would go there.
bundle limited '.linux.resources = {
  pids: { limit: 8 }, memory: { limit: 16777216, swap: 16777216 } }'
bundle filtered --slurpfile filter nomkdir.json \
  '.process.args = ["mkdir", "/x"] | .linux.seccomp = $filter[0]'
# One stream: runc copies two separately, and the error and the name would have no order.
rename='.process.args = ["sh", "-c", "hostname other 2>&1; hostname"]'
bundle without "$rename"
bundle with "$rename"'
  | .process.capabilities = (["bounding", "effective", "permitted"]
    | map({ key: ., value: ["CAP_SYS_ADMIN"] }) | from_entries)'

if ! docker image inspect cuecast/limits >/dev/null 2>&1; then
  tar -C work/rootfs -c . | docker import -c 'ENV PATH=/bin' - cuecast/limits >/dev/null
fi
