#!/usr/bin/env node
import './node-version.cjs'

const UNREAD =
  'if it is there, too many files are open for one process: raise that with `ulimit -n 1024`; else install Cuecast again'

// An older Node would stumble over what these modules import before a line of them has run. What
// says why comes first: with few descriptors it could not be read any more.
void import('../server/base/result.ts').then(({ reason }) =>
  import('./main.ts').catch((error: unknown) => {
    // Node says of a file that it could not open for want of descriptors that it is not there.
    const why = reason(error)
    const unread = /^Cannot find (package|module) /.test(why)
    process.stderr.write(`${why}\n${unread ? `${UNREAD}\n` : ''}`)
    process.exitCode = 1
  }),
)
