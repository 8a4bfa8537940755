#!/bin/sh
# rejoin.sh read|fixup|squash|lease|compare|polish: the world as it is after that step, however far
# it got here. In place, since the shells of the panes stand in the clones.
set -eu
cd "$(dirname "$0")"
. ../kettle/common.sh
today
cd world

you() { git -C you "$@"; }
maintainer() { git -C maintainer "$@"; }

first() {
  maintainer switch -q --discard-changes main
  maintainer fetch -q ../past.git +27-keep-warm:v1
}
fixup() {
  you rebase --abort 2>/dev/null || true
  you fetch -q ../past.git
  you switch -q --discard-changes --no-track -C 27-keep-warm FETCH_HEAD
  change you/kettle 's/1800/"30 minutes"/'
  you commit -q -a --fixup HEAD~1
}
squash() { fixup; GIT_SEQUENCE_EDITOR=: git -C you rebase -q -i --autosquash main; }
lease() { squash; you push -q --force origin HEAD; }
compare() { lease; first; maintainer fetch -q ../fork.git +27-keep-warm:v2; }
polish() {
  compare
  maintainer switch -q v2
  echo 'Mind the steam.' >>maintainer/README.md
  maintainer commit -qasm 'Warn of steam'
  maintainer push -q --force ../fork.git HEAD:27-keep-warm
}

case ${1-} in
  read) first ;;
  fixup | squash | lease | compare | polish) "$1" ;;
  *) echo 'usage: rejoin.sh read|fixup|squash|lease|compare|polish' >&2; exit 2 ;;
esac
