#!/bin/sh
# Puts the world where the first step expects it: an image that Docker knows, and work/ with three
# empty places for the three ways, each with the same config.json. What the steps make goes.
set -eu
cd "$(dirname "$0")"

docker rm -f cuecast-rootfs >/dev/null 2>&1 || true
for id in exported unpacked byhand diary; do
  runc delete -f "cuecast-rootfs-$id" >/dev/null 2>&1 || true
done

mkdir -p work
../lab/rootfs work/rootfs
rm -rf work/image work/image.tar work/unpacked work/exported work/byhand work/diary work/rootfs/log
mkdir -p work/exported/rootfs work/byhand/rootfs work/diary
cp bundle.json work/exported/config.json
cp bundle.json work/byhand/config.json
jq '.root.path = "../rootfs" | .process.args = ["sh", "-c", "echo >> /log; wc -l < /log"]' \
  bundle.json >work/diary/config.json

if ! docker image inspect cuecast/rootfs >/dev/null 2>&1; then
  tar -C work/rootfs -c . | docker import -c 'ENV PATH=/bin' \
    -c 'CMD ["sha256sum", "/bin/busybox"]' - cuecast/rootfs >/dev/null
fi
