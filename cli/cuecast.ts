#!/usr/bin/env node
import './node-version.cjs'

const UNREAD =
  'if it is there, too many files are open for one process: raise that with `ulimit -n 1024`; else install Cuecast again'

// These modules are imported after the check of Node's version, because an older Node fails on their
// imports before it runs a line. `reason` comes first: when descriptors run out, it must be there.
void import('../server/base/result.ts').then(({ reason }) =>
  import('./main.ts').then(
    async ({ main }) => {
      process.exitCode = await main(process.argv.slice(2))
    },
    (error: unknown) => {
      // When descriptors run out, Node says of a file that it does not exist.
      const why = reason(error)
      const unread = /^Cannot find (package|module) /.test(why)
      process.stderr.write(`${why}\n${unread ? `${UNREAD}\n` : ''}`)
      process.exitCode = 1
    },
  ),
)
