#!/bin/sh
# name.sh FILE REFERENCE: gives the index in FILE to the registry, as a tag or under a digest, and
# says what the registry answers.
curl -si -H Expect: -T "$1" -H @type "localhost:5062/v2/whoami/manifests/$2" | tr -d '\r' |
  grep -iE '^HTTP|digest'
