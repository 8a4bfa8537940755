#!/bin/sh
# Takes away every container, image and file that the demo made, and nothing else.
cd "$(dirname "$0")" || exit 1

if command -v docker >/dev/null 2>&1 && docker version >/dev/null 2>&1; then
  ours=$(docker ps -aq --filter ancestor=cuecast/limits)
  # shellcheck disable=SC2086 # a list of ids
  [ -z "$ours" ] || docker rm -f $ours >/dev/null
  docker rmi cuecast/limits >/dev/null 2>&1
fi
if command -v runc >/dev/null 2>&1; then
  for id in '' -filtered -without -with; do runc delete -f "cuecast-limited$id" >/dev/null 2>&1; done
  # runc makes this directory for its first container and leaves it.
  rmdir /run/runc 2>/dev/null
fi
rm -rf work
exit 0
