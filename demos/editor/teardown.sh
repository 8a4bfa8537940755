#!/bin/sh
rm -f notes.txt
