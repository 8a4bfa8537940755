#!/bin/sh
# rejoin.sh committed|signed|pushed: the world as it is after that step, however far it got here.
# In place: the shell of the pane stands in world/you.
set -eu
cd "$(dirname "$0")"
. ../kettle/common.sh
today

fix_typo world/you
case ${1-} in
  committed) ;;
  signed) git -C world/you commit -q --amend -s --no-edit ;;
  pushed)
    git -C world/you commit -q --amend -s --no-edit
    git -C world/you push -q upstream HEAD
    ;;
  *) echo 'usage: rejoin.sh committed|signed|pushed' >&2; exit 2 ;;
esac
