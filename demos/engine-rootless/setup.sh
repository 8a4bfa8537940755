#!/bin/sh
# Puts the world where the first step expects it: an image that Docker knows, and in $place the same
# image for umoci, belonging to the user without privileges. The steps make the rest.
set -eu
cd "$(dirname "$0")"
# Not in the demo's folder: a home is often closed to others, and that user has to come here.
place=/tmp/cuecast-rootless

docker rm -f cuecast-rootless >/dev/null 2>&1 || true
./unmake
mkdir -m 755 $place
if ! docker image inspect cuecast/rootless >/dev/null 2>&1; then
  ../lab/rootfs $place/rootfs
  cp who $place/rootfs/who
  mkdir $place/rootfs/www
  echo 'Hello from nobody special.' >$place/rootfs/www/index.html
  tar -C $place/rootfs --owner=0 --group=0 --numeric-owner -c . |
    docker import -c 'ENV PATH=/bin' -c 'CMD ["/who"]' - cuecast/rootless >/dev/null
  rm -rf $place/rootfs
fi
docker save -o $place/image.tar cuecast/rootless
skopeo copy -q docker-archive:$place/image.tar oci:$place/image:box
rm $place/image.tar
mkdir -m 700 $place/state
cp as-user start sleeping.jq serving.jq $place/
if [ "$(id -u)" = 0 ]; then chown -hR 61377:61377 $place; fi
