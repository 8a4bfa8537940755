#!/bin/sh
# A registry with four images under one name, and an engine that has none of them.
set -eu
cd "$(dirname "$0")"
. ../lab/common.sh
./teardown.sh
own_registry 5065 up
../lab/whoami roots roots
../lab/whoami push roots localhost:5065
mkdir client
echo '{}' >client/config.json
