#!/bin/sh
# Starts a browser that comes after the servers and shells under test when there is not time for all.
# Chromium raises its priority where it may, as root may: servers then stood still beside it, and live
# steps were taken for lost. So the right to do that goes as well.
set -- "$CUECAST_BROWSER" "$@"
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
  set -- setpriv --bounding-set -sys_nice "$@"
fi
exec nice -n 10 "$@"
