#!/bin/sh
# Puts the world where the first step expects it: the source of a small runtime with a change of
# yours committed, a root file system, a bundle, and a directory that is none.
set -eu
cd "$(dirname "$0")"
. ../kettle/common.sh

./teardown.sh
mkdir world
cd world
cp -R ../source/. .
mkdir empty
printf '%s\n' /mine /calls /rootfs /empty >.gitignore

git -c init.defaultBranch=main init -q --template= .
identify . You you@example.org
# The change is what is in the source; the commit before it is the source without.
sed "/'run -b'/,/^fi/d" ../source/mine.in >mine.in
git add -A
git commit -qsm 'Call the packaged runtime'
today
cp ../source/mine.in .
git commit -qasm 'Say what to do where config.json is missing'

case $(uname -m) in
  x86_64) arch=amd64 ;;
  aarch64 | arm64) arch=arm64 ;;
  ppc64le) arch=ppc64el ;;
  *) arch=$(uname -m) ;;
esac
busybox=$(../../lab/busybox "$arch")
mkdir -p rootfs/bin rootfs/proc rootfs/dev rootfs/sys rootfs/run rootfs/tmp
cp "$busybox" rootfs/bin/busybox
for applet in sh echo sleep; do ln -s busybox "rootfs/bin/$applet"; done
