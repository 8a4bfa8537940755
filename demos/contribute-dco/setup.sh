#!/bin/sh
# Puts the world where the first step expects it: the project, your fork and your clone, on main.
set -eu
cd "$(dirname "$0")"
. ../kettle/common.sh
kettle_world world ../kettle
