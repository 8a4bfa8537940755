#!/bin/sh
# Takes away every container, image and file that the demo made. A registry that was there before
# keeps its storage; what we put into it is deleted.
cd "$(dirname "$0")" || exit 1
. ../lab/common.sh

for machine in amd64 arm64 ppc64le s390x; do
  have runc && runc delete -f "cuecast-$machine" >/dev/null 2>&1
done
rmdir /run/runc 2>/dev/null

if engine_answers >/dev/null 2>&1; then
  # By label: each platform that was pulled under the one name left the one before without a name.
  label=label=cuecast.demo=$registry
  ours=$(docker ps -aq --filter $label)
  # shellcheck disable=SC2086 # a list of ids
  [ -z "$ours" ] || docker rm -f $ours >/dev/null
  ours=$(docker images -q --no-trunc --filter $label | sort -u)
  # shellcheck disable=SC2086
  [ -z "$ours" ] || docker rmi -f $ours >/dev/null
fi

if [ -e .registry ]; then
  ../lab/registry down
  rm -f .registry
else
  for manifest in roots/index.json roots/images/*/manifest.json; do
    [ -s "$manifest" ] || continue
    digest=sha256:$(sha256sum <"$manifest" | cut -d' ' -f1)
    curl -fsS -m 5 -X DELETE "http://$registry/v2/whoami/manifests/$digest" >/dev/null 2>&1
  done
fi

rm -rf machines roots
exit 0
