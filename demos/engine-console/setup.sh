#!/bin/sh
# Puts the world where the first step expects it: an image that Docker knows, and work/ with a bundle
# that wants a terminal of 30 rows and 100 columns. No container and no socket of ours is there.
set -eu
cd "$(dirname "$0")"

docker rm -f cuecast-console >/dev/null 2>&1 || true
runc delete -f cuecast-console >/dev/null 2>&1 || true

rm -rf work/box work/tty.sock
mkdir -p work/box
../lab/rootfs work/rootfs
jq '.process.terminal = true | .process.consoleSize = { height: 30, width: 100 }
  | .process.args = ["sh"] | .process.env += ["TERM=xterm", "PS1=inside# "]
  | .mounts += [{ destination: "/dev/pts", type: "devpts", source: "devpts",
      options: ["newinstance", "ptmxmode=0666"] }]' \
  bundle.json >work/box/config.json

if ! docker image inspect cuecast/console >/dev/null 2>&1; then
  tar -C work/rootfs -c . | docker import -c 'ENV PATH=/bin' - cuecast/console >/dev/null
fi
