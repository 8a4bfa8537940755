#!/bin/sh
# Four root file systems, and a storage for buildah in this folder, empty. vfs: it needs no overlay.
set -eu
cd "$(dirname "$0")"
. ../lab/common.sh
./teardown.sh
../lab/whoami roots roots
cat >storage.conf <<CONF
[storage]
driver = "vfs"
graphroot = "$PWD/storage"
runroot = "$PWD/run"
CONF
