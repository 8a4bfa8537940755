#!/bin/sh
# rejoin.sh name|fetch|unpack: the world as it is after that step, however far it got here.
set -eu
cd "$(dirname "$0")"
. ../lab/common.sh
machines='amd64 arm64 ppc64le s390x'

name() {
  cd build
  for arch in $machines; do
    [ -s "images/$arch/manifest.json" ] || ./image.sh "$arch"
  done
  ./index.sh >index.json
  curl -fsS -T index.json -H 'Content-Type: application/vnd.oci.image.index.v1+json' \
    "http://$registry/v2/whoami/manifests/latest"
  cd ..
}
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
  name) name ;;
  fetch) name; fetch ;;
  unpack) name; fetch; unpack ;;
  *) echo 'usage: rejoin.sh name|fetch|unpack' >&2; exit 2 ;;
esac
