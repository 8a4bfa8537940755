#!/bin/sh
# Starts a browser that cannot raise its own priority. Chromium does where it may, as root may, and the
# servers and shells under test then get no time beside it: a live step was taken for lost.
exec setpriv --bounding-set -sys_nice "$CUECAST_BROWSER" "$@"
