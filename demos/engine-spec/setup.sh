#!/bin/sh
# Puts the world where the first step expects it: box/ with a root file system and no config.json,
# an image of the same, and two bundles whose config.json is that of `runc spec` with other words.
set -eu
cd "$(dirname "$0")"

for id in spec spec-rights spec-refused; do runc delete -f "cuecast-$id" >/dev/null 2>&1 || true; done

mkdir -p box
rm -rf box/config.json box/new rights refused
../lab/rootfs box/rootfs

bundle() { # NAME ARGS: ARGS as a list in JSON
  mkdir "$1"
  runc spec -b "$1"
  jq --argjson args "$2" '.process.args = $args | .process.env = ["PATH=/bin"]
    | .root.path = "../box/rootfs"' "$1/config.json" >"$1/new"
  mv "$1/new" "$1/config.json"
}
bundle rights '["grep", "-E", "CapB|NoN|Seccomp:", "/proc/self/status"]'
bundle refused '["chown", "1000", "/dev/shm"]'

if ! docker image inspect cuecast/spec >/dev/null 2>&1; then
  tar -C box/rootfs -c . | docker import -c 'ENV PATH=/bin' - cuecast/spec >/dev/null
fi
