# Read by the scripts of this demo. A root that is user 100000 on the host has to come to its files,
# and a home is often closed to others; so they are not in the demo's folder.
place=/var/lib/cuecast-userns
