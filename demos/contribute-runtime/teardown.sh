#!/bin/sh
# Takes away every container, namespace and file that the demo made, and nothing else.
cd "$(dirname "$0")" || exit 1
. ./socket.sh
space=cuecast-contribute

if command -v ctr >/dev/null 2>&1 && [ -S "$socket" ]; then
  for id in cuecast-packaged cuecast-mine; do
    ctr -a "$socket" -n $space task rm -f $id >/dev/null 2>&1
    ctr -a "$socket" -n $space container rm $id >/dev/null 2>&1
  done
  ctr -a "$socket" namespace rm $space >/dev/null 2>&1
  # containerd and its shim leave the directories of a namespace behind, empty.
  root=$(docker info -f '{{.DockerRootDir}}' 2>/dev/null)
  for state in /run/docker/containerd/daemon /run/containerd "$root/containerd/daemon" \
    /var/lib/containerd; do
    rmdir "$state/io.containerd.runtime.v2.task/$space" 2>/dev/null
  done
  rmdir /run/containerd/runc/$space /run/containerd/runc /run/containerd/fifo 2>/dev/null
fi
if command -v runc >/dev/null 2>&1; then
  for id in packaged mine; do runc delete -f "cuecast-$id" >/dev/null 2>&1; done
  # runc makes this directory for its first container and leaves it.
  rmdir /run/runc 2>/dev/null
  # What an engine that crashed left running.
  for id in cuecast-packaged cuecast-mine; do
    [ ! -e /run/containerd/runc/$space/$id ] ||
      runc --root /run/containerd/runc/$space delete -f $id >/dev/null 2>&1
  done
  rmdir /run/containerd/runc/$space /run/containerd/runc 2>/dev/null
fi
# The control group of the namespace, which nobody else takes away.
for group in /sys/fs/cgroup/$space /sys/fs/cgroup/*/$space; do
  [ ! -d "$group" ] || rmdir "$group" 2>/dev/null
done
rm -rf world
exit 0
