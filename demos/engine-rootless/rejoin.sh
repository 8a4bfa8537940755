#!/bin/sh
# rejoin.sh unpacked|sleeping|serving: the world as it is after that step.
set -eu
cd "$(dirname "$0")"
place=/tmp/cuecast-rootless
export XDG_RUNTIME_DIR=$place/state

unpacked() {
  [ -e $place/box/config.json ] || (cd $place && ./as-user umoci unpack --rootless --image image:box box)
}
start() { # WHAT: a container of the same files, changed by WHAT.jq
  unpacked
  ./as-user runc delete -f "cuecast-rootless-$1" >/dev/null 2>&1 || true
  (cd $place && ./as-user ./start "$1")
}

case ${1-} in
  unpacked) unpacked ;;
  sleeping)
    docker rm -f cuecast-rootless >/dev/null 2>&1 || true
    docker run -d --name cuecast-rootless cuecast/rootless sleep 600 >/dev/null
    start sleeping
    ;;
  serving) start serving ;;
  *) echo 'usage: rejoin.sh unpacked|sleeping|serving' >&2; exit 2 ;;
esac
