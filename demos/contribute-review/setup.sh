#!/bin/sh
# Puts the world where the first step expects it: your branch of two commits is in your fork, and
# the maintainer has not seen it yet.
set -eu
cd "$(dirname "$0")"
. ../kettle/common.sh
kettle_world world ../kettle
today
cd world/you
# git's advice, to pull, would be wrong here, and eight lines long.
git config advice.pushUpdateRejected false
git switch -q --no-track -c 27-keep-warm upstream/main
cat >>kettle <<'END'

# Tea takes its time.
warm=1800
echo "It stays warm for $warm."
END
git commit -qsam 'Keep the water warm'
printf '\nIt keeps the water warm.\n' >>README.md
git commit -qsam 'Say so in the README'
git push -q origin HEAD
# The branch as it is now, for rejoin.sh: the one in your fork is going to be overwritten.
git clone -q --bare --template= --single-branch . ../past.git
