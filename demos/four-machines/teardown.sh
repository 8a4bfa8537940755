#!/bin/sh
# Connections end with the panes; the server, its keys and its machines go now.
cd "$(dirname "$0")" || exit 1
. ../lab/common.sh
end sshd/pid sshd 5 "$PWD/sshd/"
if [ -e sshd/made-run ]; then rmdir /run/sshd 2>/dev/null; fi
own_registry 5066 down
rm -rf sshd machines roots .registry
