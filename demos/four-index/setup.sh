#!/bin/sh
# Four root file systems, and an empty registry.
set -eu
cd "$(dirname "$0")"
. ../lab/common.sh
rm -rf images index.json forged.json
own_registry 5062 down
own_registry 5062 up
../lab/whoami roots .
