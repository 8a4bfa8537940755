#!/bin/sh
# rejoin.sh spec|edit: box/config.json as it is after that step, however far it got here.
set -eu
cd "$(dirname "$0")/box"

[ -e config.json ] || runc spec
case ${1-} in
  spec) ;;
  edit) jq -f ../stage.jq config.json >new && mv new config.json ;;
  *) echo 'usage: rejoin.sh spec|edit' >&2; exit 2 ;;
esac
