#!/bin/sh
# By label: a platform that was pulled under the one name left the one before without a name.
cd "$(dirname "$0")" || exit 1
. ../lab/common.sh
if engine_answers >/dev/null 2>&1; then
  label=label=cuecast.demo=localhost:5065
  ours=$(docker ps -aq --filter $label)
  # shellcheck disable=SC2086 # a list of ids
  [ -z "$ours" ] || docker rm -f $ours >/dev/null
  ours=$(docker images -q --no-trunc --filter $label | sort -u)
  # shellcheck disable=SC2086
  [ -z "$ours" ] || docker rmi -f $ours >/dev/null
fi
own_registry 5065 down
rm -rf roots layout bundle client .registry
