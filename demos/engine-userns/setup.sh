#!/bin/sh
# Puts the world where the first step expects it: an image that Docker knows, and in $place three
# bundles that differ in who owns their files, an image for umoci, and an empty mount point.
set -eu
cd "$(dirname "$0")"
. ./place.sh

docker rm -f cuecast-userns >/dev/null 2>&1 || true
./unmake
if ! docker image inspect cuecast/userns >/dev/null 2>&1; then
  ../lab/rootfs "$place/image"
  cp probe "$place/image/probe"
  tar -C "$place/image" -c . |
    docker import -c 'ENV PATH=/bin' -c 'CMD ["/probe"]' - cuecast/userns >/dev/null
  rm -rf "$place/image"
fi

mkdir -p "$place"
chmod 755 "$place"
docker save -o "$place/image.tar" cuecast/userns
skopeo copy -q "docker-archive:$place/image.tar" "oci:$place/image:box"
rm "$place/image.tar"
for bundle in plain idmapped; do
  mkdir -p "$place/$bundle/rootfs"
  cp bundle.json "$place/$bundle/config.json"
  ../lab/rootfs "$place/$bundle/rootfs"
  cp probe "$place/$bundle/rootfs/probe"
done
cp idmap "$place/idmap"
mkdir "$place/disk"
mv "$place/idmapped/rootfs" "$place/disk/rootfs"
mkdir "$place/idmapped/rootfs"
mkdir "$place/sleeping"
jq '.process.args = ["sleep", "600"] | .root.path = "../plain/rootfs"' bundle.json \
  >"$place/sleeping/config.json"
