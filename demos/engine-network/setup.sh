#!/bin/sh
# Puts the world where the first step expects it: an image that Docker knows, and work/ with four
# bundles of one root file system, of which three have hooks. No container and no bridge of ours.
set -eu
cd "$(dirname "$0")"

docker rm -f cuecast-network >/dev/null 2>&1 || true
./unplug

rm -rf work/alone work/web work/broken work/cni work/leases work/www
mkdir -p work/alone work/web work/broken work/cni
../lab/rootfs work/rootfs
mkdir -p work/rootfs/www
echo 'Hello from a container.' >work/rootfs/www/index.html

here=$PWD
jq '.process.args = ["ip", "addr"]' bundle.json >work/alone/config.json
serve='.process.args = ["httpd", "-f", "-p", "8080", "-h", "/www"]'
jq --arg hook "$here/hook" "$serve"' | .hooks = {
  createRuntime: [{ path: $hook, args: ["hook", "add"], env: [$path] }],
  poststop: [{ path: $hook, args: ["hook", "del"], env: [$path] }] }' \
  --arg path "PATH=$PATH:/usr/sbin:/sbin" bundle.json >work/web/config.json
jq --arg hook "$here/cni-hook" "$serve"' | .hooks = {
  createRuntime: [{ path: $hook, args: ["cni-hook", "ADD"], env: [$path] }],
  poststop: [{ path: $hook, args: ["cni-hook", "DEL"], env: [$path] }] }' \
  --arg path "PATH=$PATH:/usr/sbin:/sbin" bundle.json >work/cni/config.json
jq "$serve"' | .hooks.createRuntime = [{ path: "/bin/false" }]' \
  bundle.json >work/broken/config.json

if ! docker image inspect cuecast/network >/dev/null 2>&1; then
  tar -C work/rootfs -c . | docker import -c 'ENV PATH=/bin' - cuecast/network >/dev/null
fi
