#!/bin/sh
# rejoin.sh fetched|merged|pushed|pulled|tidy: the world as it is after that step, however far it got
# here. In place, since the shells of the panes stand in the clones.
set -eu
cd "$(dirname "$0")"
. ../kettle/common.sh
today
cd world
branch=12-fix-readme-typo

fetched() { git -C maintainer fetch -q origin; }
merged() {
  fetched
  # The branch has one commit; before it is main as it was.
  git -C maintainer reset -q --hard "origin/$branch~1"
  git -C maintainer merge -q --no-ff --signoff -m 'Merge pull request 12' "origin/$branch"
}
pushed() { merged; git -C maintainer push -q origin main 2>/dev/null; }
pulled() {
  pushed
  git -C you switch -q --discard-changes main
  git -C you pull -q --ff-only upstream main
}
tidy() { pulled; git -C you branch -q -D $branch 2>/dev/null || true; }

case ${1-} in
  fetched | merged | pushed | pulled | tidy) "$1" ;;
  *) echo 'usage: rejoin.sh fetched|merged|pushed|pulled|tidy' >&2; exit 2 ;;
esac
