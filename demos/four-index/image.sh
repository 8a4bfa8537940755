#!/bin/sh
# image.sh ARCH: makes an OCI image of the root file system in ./ARCH and puts it into the registry
# as whoami:ARCH. An image is three files that name each other by their sha256: a layer, a config,
# a manifest. Nothing here varies, so neither do the digests.
set -eu
arch=${1:?usage: image.sh ARCH}
registry=${REGISTRY:-localhost:5062}
repository=http://$registry/v2/whoami
out=images/$arch
mkdir -p "$out"

digest() { echo "sha256:$(sha256sum <"$1" | cut -d' ' -f1)"; }
size() { wc -c <"$1" | tr -d ' '; }
upload() { # a blob: ask where to put it, put it there
  curl -fsSI -o /dev/null "$repository/blobs/$(digest "$1")" 2>/dev/null && return
  where=$(curl -fsSi -X POST "$repository/blobs/uploads/" | tr -d '\r' | sed -n 's/^[Ll]ocation: //p')
  curl -fsS -X PUT --data-binary "@$1" -H 'Content-Type: application/octet-stream' \
    "$where&digest=$(digest "$1")"
}

tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C "$arch" -cf "$out/layer.tar" .
gzip -9 -n <"$out/layer.tar" >"$out/layer.tar.gz"

case $arch in arm64) variant=v8 ;; *) variant= ;; esac
jq -n --arg arch "$arch" --arg variant "$variant" --arg layer "$(digest "$out/layer.tar")" \
  --arg registry "$registry" '
  { created: "1970-01-01T00:00:00Z", os: "linux", architecture: $arch }
  + (if $variant == "" then {} else { variant: $variant } end)
  + { config: { Env: ["PATH=/bin"], Cmd: ["/bin/whoami"], Labels: { "cuecast.demo": $registry } },
      rootfs: { type: "layers", diff_ids: [$layer] } }' >"$out/config.json"

type=application/vnd.oci.image
jq -n --arg type $type \
  --arg config "$(digest "$out/config.json")" --argjson configSize "$(size "$out/config.json")" \
  --arg layer "$(digest "$out/layer.tar.gz")" --argjson layerSize "$(size "$out/layer.tar.gz")" '
  { schemaVersion: 2, mediaType: "\($type).manifest.v1+json",
    config: { mediaType: "\($type).config.v1+json", digest: $config, size: $configSize },
    layers: [{ mediaType: "\($type).layer.v1.tar+gzip", digest: $layer, size: $layerSize }] }
  ' >"$out/manifest.json"

upload "$out/layer.tar.gz"
upload "$out/config.json"
curl -fsS -T "$out/manifest.json" -H "Content-Type: $type.manifest.v1+json" \
  "$repository/manifests/$arch"
printf '%-8s %s  %s bytes\n' "$arch" "$(digest "$out/manifest.json" | cut -c1-27)…" "$(size "$out/layer.tar.gz")"
