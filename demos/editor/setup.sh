#!/bin/sh
# Writes the notes; an argument is a line of its own between them.
printf '%s\n' 'Buy milk' ${1:+"$1"} 'Call Ada' >notes.txt
