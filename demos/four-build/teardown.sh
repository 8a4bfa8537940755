#!/bin/sh
# Containers first, since buildah may have something mounted for them.
cd "$(dirname "$0")" || exit 1
if [ -e storage.conf ]; then ./buildah rm --all >/dev/null 2>&1; fi
rm -rf roots storage storage.conf run
