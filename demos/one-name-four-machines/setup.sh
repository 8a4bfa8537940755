#!/bin/sh
# Puts the world where the first step expects it: four root file systems of foreign binaries, a
# registry that answers, and an empty place for each machine. What the steps make is cleared away.
set -eu
cd "$(dirname "$0")"
. ../lab/common.sh

for machine in amd64 arm64 ppc64le s390x; do
  runc delete -f "cuecast-$machine" >/dev/null 2>&1 || true
done
rm -rf machines build/images build/index.json
mkdir -p machines/amd64 machines/arm64 machines/ppc64le machines/s390x

# Noted only by the one that starts it, so that a registry of the lab's is left alone.
if ! registry_answers >/dev/null 2>&1; then
  : >.registry
  ../lab/registry up
fi

for arch in $lab_architectures; do
  # Debian says ppc64el where everybody else says ppc64le.
  root=build/$(echo "$arch" | sed 's/ppc64el/ppc64le/')
  [ -x "$root/bin/whoami" ] && continue
  busybox=$(../lab/busybox "$arch")
  rm -rf "$root"
  mkdir -p "$root/bin" "$root/proc" "$root/dev" "$root/sys" "$root/etc" "$root/tmp"
  cp "$busybox" "$root/bin/busybox"
  for applet in sh echo uname printf od tr cat ls sleep; do ln -s busybox "$root/bin/$applet"; done
  cp build/whoami "$root/bin/whoami"
  chmod 755 "$root/bin/whoami"
done
