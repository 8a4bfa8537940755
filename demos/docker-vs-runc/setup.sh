#!/bin/sh
# Puts the world where the first step expects it: one root file system, known to Docker as the image
# cuecast/busybox and to runc as bundles/rootfs, and no container of ours. Nothing is pulled where
# Debian's busybox can be had.
set -eu
cd "$(dirname "$0")"

case $(uname -m) in
  x86_64) arch=amd64 ;;
  aarch64 | arm64) arch=arm64 ;;
  ppc64le) arch=ppc64el ;;
  *) arch=$(uname -m) ;;
esac

docker rm -f cuecast-flags cuecast-born >/dev/null 2>&1 || true
runc delete -f cuecast-born >/dev/null 2>&1 || true

if [ ! -x bundles/rootfs/bin/sh ]; then
  busybox=$(../lab/busybox "$arch")
  rm -rf bundles/rootfs
  mkdir -p bundles/rootfs/bin bundles/rootfs/proc bundles/rootfs/dev bundles/rootfs/tmp
  chmod 1777 bundles/rootfs/tmp
  cp "$busybox" bundles/rootfs/bin/busybox
  for applet in $(bundles/rootfs/bin/busybox --list); do
    [ "$applet" = busybox ] || ln -sf busybox "bundles/rootfs/bin/$applet"
  done
fi
if ! docker image inspect cuecast/busybox >/dev/null 2>&1; then
  tar -C bundles/rootfs -c . | docker import - cuecast/busybox >/dev/null
fi
