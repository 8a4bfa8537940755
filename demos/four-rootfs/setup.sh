#!/bin/sh
# Four of Debian's packages. What the steps unpack is cleared away.
set -eu
cd "$(dirname "$0")"
. ../lab/common.sh
./teardown.sh
mkdir packages
for arch in $lab_architectures; do
  cp "$(../lab/package busybox-static "$arch")" "packages/busybox-$arch.deb"
done
