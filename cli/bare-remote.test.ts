import { expect, test } from 'vitest'
import { bareRemote } from './bare-remote.ts'

test.each([
  [
    ['present', '--remote'],
    ['present', '--remote='],
  ],
  [
    ['--remote', '--port', '0'],
    ['--remote=', '--port', '0'],
  ],
  [
    ['--remote', 'welcome'],
    ['--remote=', 'welcome'],
  ],
  [
    ['--remote', '10.0.0.7', 'welcome'],
    ['--remote', '10.0.0.7', 'welcome'],
  ],
  [
    ['--remote', 'fd00::7'],
    ['--remote', 'fd00::7'],
  ],
  [['--remote=10.0.0.7'], ['--remote=10.0.0.7']],
  // Mistyped, it is to be told of as an address.
  [
    ['--remote', '10.0.7'],
    ['--remote', '10.0.7'],
  ],
])('%j is read as %j', (args, read) => {
  expect(bareRemote(args)).toEqual(read)
})
