#!/bin/sh
# With the process that holds them go the namespaces, and all that was registered in them.
cd "$(dirname "$0")" || exit 1
. ../lab/common.sh
end .holder sleep 2 86400
rm -rf s390x qemu-s390x rule .holder
