#!/bin/sh
# rejoin.sh export|unpack|hand: the world as it is after that step, however far it got here.
set -eu
cd "$(dirname "$0")/work"

case ${1-} in
  export)
    [ ! -e exported/rootfs/bin ] || exit 0
    docker create --name cuecast-rootfs cuecast/rootfs >/dev/null 2>&1 || true
    docker export cuecast-rootfs | tar -x -C exported/rootfs
    ;;
  unpack)
    [ ! -e unpacked/config.json ] || exit 0
    rm -rf image image.tar unpacked
    docker save -o image.tar cuecast/rootfs
    skopeo copy -q docker-archive:image.tar oci:image:box
    umoci unpack --image image:box unpacked
    ;;
  hand)
    rm -rf byhand/rootfs/bin
    mkdir byhand/rootfs/bin
    cp rootfs/bin/busybox byhand/rootfs/bin/
    byhand/rootfs/bin/busybox --install byhand/rootfs/bin
    ;;
  *) echo 'usage: rejoin.sh export|unpack|hand' >&2; exit 2 ;;
esac
