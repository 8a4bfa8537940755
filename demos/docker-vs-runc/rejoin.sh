#!/bin/sh
# rejoin.sh flags|created|started: the world as it is after that step, however far it got here.
set -eu
cd "$(dirname "$0")"

flags() {
  [ "$(docker inspect -f '{{.State.Running}}' cuecast-flags 2>/dev/null)" != true ] || return 0
  docker rm -f cuecast-flags >/dev/null 2>&1 || true
  docker run -d --name cuecast-flags -h box -w /tmp -e MOOD=calm -u 1000 \
    --read-only --pids-limit 32 -m 64m cuecast/busybox sleep 300 >/dev/null
}

born() { # create, or create and start; from the beginning, since half a container is none
  docker rm -f cuecast-born >/dev/null 2>&1 || true
  runc delete -f cuecast-born >/dev/null 2>&1 || true
  docker create --name cuecast-born cuecast/busybox sleep 300 >/dev/null
  (cd bundles && runc create -b born cuecast-born </dev/null >/dev/null 2>&1)
  [ "$1" = created ] || { docker start cuecast-born >/dev/null && runc start cuecast-born; }
}

case ${1-} in
  flags) flags ;;
  created | started) born "$1" ;;
  *) echo 'usage: rejoin.sh flags|created|started' >&2; exit 2 ;;
esac
