#!/bin/sh
cd "$(dirname "$0")" || exit 1
. ../lab/common.sh
own_registry 5064 down
rm -rf roots client storage storage.conf run .registry
