#!/bin/sh
# rejoin.sh root|shifted|umoci: the world as it is after that step.
set -eu
cd "$(dirname "$0")"
. ./place.sh

case ${1-} in
  root)
    docker rm -f cuecast-userns >/dev/null 2>&1 || true
    runc delete -f cuecast-userns >/dev/null 2>&1 || true
    docker run -d --name cuecast-userns cuecast/userns sleep 600 >/dev/null
    runc run -d -b "$place/sleeping" cuecast-userns </dev/null >/dev/null 2>&1
    ;;
  shifted)
    rm -rf "$place/shifted"
    cp -a "$place/plain" "$place/shifted"
    chown -hR 100000:100000 "$place/shifted/rootfs"
    ;;
  umoci)
    rm -rf "$place/unpacked"
    umoci unpack --uid-map 0:100000:65536 --gid-map 0:100000:65536 \
      --image "$place/image:box" "$place/unpacked"
    chmod 755 "$place/unpacked"
    ;;
  *) echo 'usage: rejoin.sh root|shifted|umoci' >&2; exit 2 ;;
esac
