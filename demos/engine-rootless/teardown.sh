#!/bin/sh
# Takes away every container, image, process and file that the demo made, and nothing else.
cd "$(dirname "$0")" || exit 1

if command -v docker >/dev/null 2>&1 && docker version >/dev/null 2>&1; then
  ours=$(docker ps -aq --filter ancestor=cuecast/rootless)
  # shellcheck disable=SC2086 # a list of ids
  [ -z "$ours" ] || docker rm -f $ours >/dev/null
  docker rmi cuecast/rootless >/dev/null 2>&1
fi
./unmake
exit 0
