#!/bin/sh
# Puts the world where the first step expects it: an image that Docker knows, and mine/, a bundle
# whose root file system is empty and whose config.json is not there yet.
set -eu
cd "$(dirname "$0")"

docker rm -f cuecast-riddler >/dev/null 2>&1 || true
runc delete -f cuecast-riddler >/dev/null 2>&1 || true
rm -rf mine
mkdir -p mine/rootfs

if ! docker image inspect cuecast/riddler >/dev/null 2>&1; then
  ../lab/rootfs image
  cp about image/about
  tar -C image -c . | docker import -c 'ENV PATH=/bin' - cuecast/riddler >/dev/null
fi
