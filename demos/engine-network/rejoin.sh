#!/bin/sh
# rejoin.sh published|web|gone|cni|away: the world as it is after that step, however far it got here.
set -eu
cd "$(dirname "$0")"

published() {
  [ "$(docker inspect -f '{{.State.Running}}' cuecast-network 2>/dev/null)" != true ] || return 0
  docker rm -f cuecast-network >/dev/null 2>&1 || true
  docker run -d --name cuecast-network -p 127.0.0.1:8377:8080 cuecast/network \
    httpd -f -p 8080 -h /www >/dev/null
}
up() { # BUNDLE
  [ "$(runc state "cuecast-$1" 2>/dev/null | jq -r .status)" != running ] || return 0
  ./unplug
  runc run -d -b "work/$1" "cuecast-$1" </dev/null >/dev/null 2>&1
}

case ${1-} in
  published) published ;;
  web) published; up web ;;
  cni) up cni ;;
  gone) docker rm -f cuecast-network >/dev/null 2>&1 || true; ./unplug ;;
  away) ./unplug ;;
  *) echo 'usage: rejoin.sh published|web|gone|cni|away' >&2; exit 2 ;;
esac
