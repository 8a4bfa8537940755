#!/bin/sh
# A mainframe's `uname`, the rule that Debian has for such programs, and a kernel that does not know
# it: the table of foreign programs belongs to a user namespace, and a new one begins empty. So the
# machine's own table may be as full as it likes, and is not touched.
set -eu
cd "$(dirname "$0")"
. ../lab/common.sh
./teardown.sh

mkdir -p s390x
cp "$(../lab/busybox s390x)" s390x/uname
ln -s "$(command -v qemu-s390x-static || command -v qemu-s390x)" qemu-s390x
cat /usr/lib/binfmt.d/qemu-s390x*.conf | grep '^:' | head -n 1 >rule

# The namespaces live as long as this process does.
setsid unshare --user --map-root-user --mount sleep 86400 </dev/null >/dev/null 2>&1 &
echo $! >.holder
await 5 is_ours "$(cat .holder)" sleep 86400 || die 'no user namespace could be made'
./bare mount -t binfmt_misc none /proc/sys/fs/binfmt_misc
