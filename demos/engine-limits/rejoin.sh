#!/bin/sh
# rejoin.sh limited|grown: the world as it is after that step, however far it got here.
set -eu
cd "$(dirname "$0")/work"

limited() {
  if [ "$(docker inspect -f '{{.State.Running}}' cuecast-limited 2>/dev/null)" != true ]; then
    docker rm -f cuecast-limited >/dev/null 2>&1 || true
    docker run -d --name cuecast-limited -m 16m --memory-swap 16m --pids-limit 8 \
      cuecast/limits sleep 600 >/dev/null
  fi
  if [ "$(runc state cuecast-limited 2>/dev/null | jq -r .status)" != running ]; then
    runc delete -f cuecast-limited >/dev/null 2>&1 || true
    runc run -d -b limited cuecast-limited </dev/null >/dev/null 2>&1
  fi
}
grown() {
  limited
  docker update -m 128m --memory-swap 128m --pids-limit 32 cuecast-limited >/dev/null
  runc update --memory 134217728 --memory-swap 134217728 --pids-limit 32 cuecast-limited
}

case ${1-} in
  limited | grown) "$1" ;;
  *) echo 'usage: rejoin.sh limited|grown' >&2; exit 2 ;;
esac
