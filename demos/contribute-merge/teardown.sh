#!/bin/sh
# Takes away the repositories, which is all that the demo made.
cd "$(dirname "$0")" || exit 1
rm -rf world
