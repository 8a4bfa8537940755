#!/bin/sh
# rejoin.sh fetch|unpack: the world as it is after that step, however far it got here.
set -eu
cd "$(dirname "$0")"
. ../lab/common.sh
machines='amd64 arm64 ppc64le s390x'

fetch() {
  for arch in $machines; do
    rm -rf "machines/$arch/image"
    skopeo copy -q --src-tls-verify=false --override-arch "$arch" \
      "docker://$registry/whoami" "oci:machines/$arch/image:latest"
  done
}
unpack() {
  for arch in $machines; do
    rm -rf "machines/$arch/bundle"
    umoci unpack --image "machines/$arch/image" "machines/$arch/bundle"
  done
}

case ${1-} in
  fetch) fetch ;;
  unpack) fetch; unpack ;;
  *) echo 'usage: rejoin.sh fetch|unpack' >&2; exit 2 ;;
esac
