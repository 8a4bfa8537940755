#!/bin/sh
# The world as it is after the first step: Docker's container is there, and none of runc's.
set -eu
[ "$(docker inspect -f '{{.State.Running}}' cuecast-console 2>/dev/null)" != true ] || exit 0
docker rm -f cuecast-console >/dev/null 2>&1 || true
docker run -dt --name cuecast-console cuecast/console sh >/dev/null
