#!/bin/sh
# Prints an image index: which manifest is for which machine. The first that matches is taken.
set -eu
for arch in amd64 arm64 ppc64le s390x; do
  manifest=images/$arch/manifest.json
  jq -n --arg arch "$arch" --arg digest "sha256:$(sha256sum <"$manifest" | cut -d' ' -f1)" \
    --argjson size "$(wc -c <"$manifest")" '
    { mediaType: "application/vnd.oci.image.manifest.v1+json", digest: $digest, size: $size,
      platform: ({ os: "linux", architecture: $arch }
        + (if $arch == "arm64" then { variant: "v8" } else {} end)) }'
done | jq -s '{ schemaVersion: 2, mediaType: "application/vnd.oci.image.index.v1+json", manifests: . }'
