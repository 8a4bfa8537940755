#!/bin/sh
# rejoin.sh theirs|directory|config|twins: the world as it is after that step, however far it got.
set -eu
cd "$(dirname "$0")"

theirs() {
  [ "$(docker inspect -f '{{.State.Running}}' cuecast-riddler 2>/dev/null)" != true ] || return 0
  docker rm -f cuecast-riddler >/dev/null 2>&1 || true
  docker run -d --name cuecast-riddler -h riddle -u 1000 --read-only \
    --cap-drop ALL --pids-limit 32 cuecast/riddler sleep 600 >/dev/null
}

directory() {
  theirs
  [ -e mine/rootfs/about ] || docker export cuecast-riddler | tar -xp -C mine/rootfs
}

config() {
  directory
  ./config-of cuecast-riddler | jq -f alone.jq >mine/config.json
}

twins() {
  config
  [ "$(runc state cuecast-riddler 2>/dev/null | jq -r .status)" != running ] || return 0
  runc delete -f cuecast-riddler >/dev/null 2>&1 || true
  runc run -d -b mine cuecast-riddler </dev/null >/dev/null 2>&1
}

case ${1-} in
  theirs | directory | config | twins) "$1" ;;
  *) echo 'usage: rejoin.sh theirs|directory|config|twins' >&2; exit 2 ;;
esac
