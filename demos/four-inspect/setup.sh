#!/bin/sh
# A registry with four images and the index of them, and nothing joined yet by the tools.
set -eu
cd "$(dirname "$0")"
. ../lab/common.sh
./teardown.sh
own_registry 5064 up
../lab/whoami roots roots
../lab/whoami push roots localhost:5064
# `docker manifest` reads no OCI manifests before 23, which Debian 12 does not have.
for arch in amd64 arm64 ppc64le s390x; do
  image=docker://localhost:5064/whoami:$arch
  skopeo copy -q --all --format v2s2 --src-tls-verify=false --dest-tls-verify=false "$image" "$image"
done
mkdir client
echo '{}' >client/config.json
cat >storage.conf <<CONF
[storage]
driver = "vfs"
graphroot = "$PWD/storage"
runroot = "$PWD/run"
CONF
