#!/bin/sh
cd "$(dirname "$0")" || exit 1
. ../lab/common.sh
own_registry 5062 down
rm -rf amd64 arm64 ppc64le s390x images index.json forged.json .registry
