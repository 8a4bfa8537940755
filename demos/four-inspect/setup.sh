#!/bin/sh
# A registry with four images and the index of them, and nothing joined yet by the tools.
set -eu
cd "$(dirname "$0")"
. ../lab/common.sh
./teardown.sh
own_registry 5064 up
../lab/whoami roots roots
../lab/whoami push roots localhost:5064
mkdir client
echo '{}' >client/config.json
cat >storage.conf <<CONF
[storage]
driver = "vfs"
graphroot = "$PWD/storage"
runroot = "$PWD/run"
CONF
