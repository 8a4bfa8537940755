#!/bin/sh
# Puts the world where the first step expects it: an image that Docker knows, no container of ours,
# and an empty notebook.
set -eu
cd "$(dirname "$0")"

docker rm -f cuecast-trace >/dev/null 2>&1 || true
if ! docker image inspect cuecast/trace >/dev/null 2>&1; then
  ../lab/rootfs image
  tar -C image -c . | docker import -c 'ENV PATH=/bin' \
    -c 'CMD ["sh", "-c", "echo Anybody there?; exec sleep 600"]' - cuecast/trace >/dev/null
fi
./rejoin.sh idle
