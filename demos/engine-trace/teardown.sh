#!/bin/sh
# Takes away every container, image and file that the demo made. The runtime stays registered: that
# is `runtime down`'s.
cd "$(dirname "$0")" || exit 1

if command -v docker >/dev/null 2>&1 && docker version >/dev/null 2>&1; then
  docker rm -f cuecast-trace >/dev/null 2>&1
  docker rmi cuecast/trace >/dev/null 2>&1
fi
rm -rf image seen /run/cuecast-trace.log
exit 0
