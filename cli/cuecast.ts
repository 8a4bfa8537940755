#!/usr/bin/env node
import './node-version.cjs'

// An older Node would stumble over what these modules import before a line of them has run.
import('./main.ts').catch(async (error: unknown) => {
  // As with few descriptors: those that reading the modules took are free again.
  const { reason } = await import('../server/attempt.ts')
  process.stderr.write(`${reason(error)}\n`)
  process.exitCode = 1
})
