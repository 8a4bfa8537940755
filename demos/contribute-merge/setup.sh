#!/bin/sh
# Puts the world where the first step expects it: your commit is signed off and in the project's
# repository, on a branch of its own, with two approvals that git knows nothing about.
set -eu
cd "$(dirname "$0")"
. ../kettle/common.sh
kettle_world world ../kettle
today
fix_typo world/you
git -C world/you commit -q --amend -s --no-edit
git -C world/you push -q upstream HEAD 2>/dev/null
