#!/bin/sh
# rejoin.sh running|halfway|gone: the world as it is after that step, however far it got here.
set -eu
cd "$(dirname "$0")/work"

docker_runs() {
  [ "$(docker inspect -f '{{.State.Running}}' cuecast-signals 2>/dev/null)" != true ] || return 0
  docker rm -f cuecast-signals >/dev/null 2>&1 || true
  docker run -d --name cuecast-signals cuecast/signals sleep 600 >/dev/null
}
runc_runs() {
  [ "$(runc state cuecast-signals 2>/dev/null | jq -r .status)" != running ] || return 0
  runc delete -f cuecast-signals >/dev/null 2>&1 || true
  runc run -d -b deaf cuecast-signals </dev/null >/dev/null 2>&1
}

case ${1-} in
  running) docker_runs; runc_runs ;;
  halfway) runc_runs ;;
  gone) runc delete -f cuecast-signals >/dev/null 2>&1 || true ;;
  *) echo 'usage: rejoin.sh running|halfway|gone' >&2; exit 2 ;;
esac
