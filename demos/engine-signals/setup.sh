#!/bin/sh
# Puts the world where the first step expects it: an image that Docker knows, and work/ with two
# bundles of one root file system. No container of ours is there.
set -eu
cd "$(dirname "$0")"

docker rm -f cuecast-signals cuecast-signals-init >/dev/null 2>&1 || true
for id in signals signals-polite; do runc delete -f "cuecast-$id" >/dev/null 2>&1 || true; done

rm -rf work/deaf work/polite
mkdir -p work/deaf work/polite
../lab/rootfs work/rootfs
cp bundle.json work/deaf/config.json
jq --arg polite "trap 'echo Goodbye.; exit 0' TERM; echo Hello.; sleep 600 & wait" \
  '.process.args = ["sh", "-c", $polite]' bundle.json >work/polite/config.json

if ! docker image inspect cuecast/signals >/dev/null 2>&1; then
  tar -C work/rootfs -c . | docker import -c 'ENV PATH=/bin' - cuecast/signals >/dev/null
fi
