#!/bin/sh
# rejoin.sh built|called: the world as it is after that step, however far it got here.
set -eu
cd "$(dirname "$0")"
make -sC world
case ${1-} in
  built) ;;
  called) cd world && ./engine --runc-binary "$PWD/mine" "$PWD/rootfs" cuecast-mine /bin/echo ;;
  *) echo 'usage: rejoin.sh built|called' >&2; exit 2 ;;
esac
