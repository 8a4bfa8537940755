#!/bin/sh
cd "$(dirname "$0")" || exit 1
rm -rf packages amd64 arm64 ppc64el ppc64le s390x
