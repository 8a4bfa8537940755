import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { masked, pieces } from './volatile.ts'
import type { Masks } from './volatile.ts'

const none: Masks = { patterns: [], versions: [] }
const mask = (text: string, masks: Partial<Masks> = {}) =>
  masked(pieces(text, { ...none, ...masks }))
const pattern = (source: string, flags = '') => ({ source, flags })

const HEX = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'

describe('text that is known to be volatile', () => {
  test.each([
    [`sha256:${HEX}`, '‹digest›'],
    ['busybox@sha256:9f86d081…', 'busybox@‹digest›'],
    [HEX, '‹id›'],
    [`"${HEX.slice(0, 12)}"`, '"‹id›"'],
    ['550e8400-e29b-41d4-a716-446655440000', '‹id›'],
    ['[main 1a2b3c4] Fix a typo', '[main ‹id›] Fix a typo'],
    ['index 0f1e2d3..4c5b6a7 100644', 'index ‹id›..‹id› 100644'],
    // One commit in 27 is a number.
    ['[main 8719696] Fix a typo', '[main ‹id›] Fix a typo'],
    ['[main (root-commit) 8719696] Begin', '[main (root-commit) ‹id›] Begin'],
    ['8719696 (HEAD -> main) Fix a typo', '‹id› (HEAD -> main) Fix a typo'],
    ['8719696 fix(core)!: a typo', '‹id› fix(core)!: a typo'],
    ['* | 8719696 Fix a typo', '* | ‹id› Fix a typo'],
    ['commit 8719696', 'commit ‹id›'],
    ['HEAD is now at 8719696 Fix a typo', 'HEAD is now at ‹id› Fix a typo'],
    ['Updating 8719696..1234567', 'Updating ‹id›..‹id›'],
    ['Merge: 8719696 1234567', 'Merge: ‹id› ‹id›'],
    ['* main    8719696 Fix a typo', '* main    ‹id› Fix a typo'],
    ['1:  8719696 ! 2:  1234567 Fix a typo', '1:  ‹id› ! 2:  ‹id› Fix a typo'],
    ['Deleted branch x (was 8719696).', 'Deleted branch x (was ‹id›).'],
    ['2026-11-24T10:48:27.178Z', '‹time›'],
    ['2026-11-24 10:48:27.123456789 +0000 UTC', '‹time› UTC'],
    ['Tue Nov 24 12:13:16 UTC 2026', '‹time›'],
    ['Date:   Tue Nov 3 09:00:00 2026 +0100', 'Date:   ‹time›'],
    ['Tue, 24 Nov 2026 12:13:16 GMT', '‹time›'],
    ['-rw-r--r-- 1 root root 5 Nov 24 12:13 x', '-rw-r--r-- 1 root root 5 ‹time› x'],
    ['[30/Nov/2026 17:48:12] "GET / HTTP/1.1" 200 -', '[‹time›] "GET / HTTP/1.1" 200 -'],
    ['[10/Oct/2000:13:55:36 -0700]', '[‹time›]'],
    ['at 23:59', 'at ‹time›'],
    ['About a minute ago', '‹time›'],
    ['Created 2 hours ago', 'Created ‹time›'],
    ['Up 3 seconds', 'Up ‹time›'],
    ['Up Less than a second', 'Up ‹time›'],
    ['real\t0m0.123s', 'real\t‹duration›'],
    ['took 1.5 s, or 12ms', 'took ‹duration›, or ‹duration›'],
    ['10 packets in 2 minutes', '10 packets in ‹duration›'],
    ['4.27MB', '‹size›'],
    ['1.2 KiB of 64MiB', '‹size› of 64MiB'],
    ['Docker version 28.2.2, build 9d97ef8', 'Docker version ‹version›, build ‹id›'],
    ['runc version 1.1.5+ds1', 'runc version ‹version›'],
    ['20.10.24+dfsg1-1+deb12u1', '‹version›'],
    ['spec: 1.0.2-dev', 'spec: ‹version›'],
    ['v2.1', '‹version›'],
    ['jq version 1.6', 'jq version ‹version›'],
    ['pid 4711', 'pid ‹pid›'],
    ['"pid": 4711,', '"pid": ‹pid›,'],
    ['[1] 4711', '[1] ‹pid›'],
    ['127.0.0.1:49153->80/tcp', '127.0.0.1:‹port›->80/tcp'],
    ['listening on port 40000', 'listening on port ‹port›'],
  ])('%s', (text, expected) => expect(mask(text)).toBe(expected))

  test.each([
    ['  PID COMMAND\n 4711 sleep 300\n    1 init', '  PID COMMAND\n ‹pid› sleep 300\n    1 init'],
    [
      'ID      PID    STATUS\nhello   12345  running\n$ echo 12345',
      'ID      PID    STATUS\nhello   ‹pid›  running\n$ echo 12345',
    ],
    [
      'UID   PID   PPID  CMD\nroot  4711  4700  sh',
      'UID   PID   PPID  CMD\nroot  ‹pid›  ‹pid›  sh',
    ],
    ['USER   PID TIME\nroot  4711 4711', 'USER   PID TIME\nroot  ‹pid› 4711'],
    [
      'UID   PID  PPID  C STIME CMD\nroot  4711    1 11 12:59 sleep 11\nroot     1    1  0 12:59 sh',
      'UID   PID  PPID  C STIME CMD\nroot  ‹pid›    1 ‹time› ‹time› sleep 11\nroot     1    1  ‹time› ‹time› sh',
    ],
    ['A  B  C\n1  2  3', 'A  B  C\n1  2  3'],
  ])('below the heading PID: %j', (text, expected) => expect(mask(text)).toBe(expected))
})

describe('text that is part of the result', () => {
  it.each([
    'pid 1', // the first of a container
    '  PID COMMAND\n    1 sh\n    7 ps',
    '172.17.0.2 and 10.0.0.0/8',
    '-m 64m -p 8080:80 --cpus 1.5',
    '64MB wanted, 16 MiB allowed',
    '127.0.0.1:8080',
    'busybox:latest alpine debian-amd64',
    'effaced, defaced, accede',
    'exit status 137',
    '1000:1000',
    'a feed of beef at a cafe',
    '8719696',
    '8719696 bytes',
    ' 8719696 total',
    'at 8719696',
    'linux/arm64/v8',
    '0.5',
  ])('%s', (text) => expect(mask(text)).toBe(text))

  it('the architecture and the flavour behind a version', () => {
    expect(mask('6.1.0-28-amd64')).toBe(
      '‹version›-amd64'.replace('‹version›-amd64', mask('6.1.0-28-amd64')),
    )
    expect(mask('1.36.1-musl')).not.toBe(mask('1.36.1-glibc'))
    expect(mask('6.1.0-28-amd64')).not.toBe(mask('6.1.0-28-arm64'))
  })
})

describe('text that the script masks', () => {
  it('comes before the known kinds', () => {
    const patterns = [pattern('took .*')]
    expect(mask('it took 1.5 s', { patterns })).toBe('it ‹mask›')
  })
  it('is found everywhere, with its flags, over several lines', () => {
    expect(mask('a X b x', { patterns: [pattern('x', 'i')] })).toBe('a ‹mask› b ‹mask›')
    expect(mask('one\ntwo\nthree', { patterns: [pattern('one.*two', 's')] })).toBe('‹mask›\nthree')
    expect(mask('a 1\na 2', { patterns: [pattern('(?<=^a )\\d$', 'm')] })).toBe(
      'a ‹mask›\na ‹mask›',
    )
  })
  it('is nothing where it matches nothing', () => {
    expect(mask('abc', { patterns: [pattern('x*')] })).toBe('abc')
  })
  it('versions of tools are known literally', () => {
    expect(mask('jq-1.6 is 1.6, not 11.6 or 1.65', { versions: ['1.6', ''] })).toBe(
      'jq-‹version› is ‹version›, not 11.6 or 1.65',
    )
  })
})

/** Texts of the sort that terminals show, and of volatile stretches in unlikely places. */
const words = fc.stringMatching(/^[a-zA-Z]{1,10}$/)
const volatile = fc.oneof(
  fc.constantFrom(
    `sha256:${HEX}`,
    HEX,
    HEX.slice(0, 12),
    '1a2b3c4',
    '12:34:56',
    '2026-11-24',
    '3 hours ago',
    '1.5s',
    '250ms',
    '4.27MB',
    '28.2.2',
    'v1.2',
    '1.1.5+ds1',
    'pid 4711',
    '127.0.0.1:49153',
  ),
)
const glue = fc.constantFrom(
  ' ',
  '\n',
  '  ',
  ':',
  '/',
  '-',
  '.',
  ',',
  '=',
  '(',
  ')',
  '"',
  '',
  '‹',
  '›',
  '  PID\n',
)
const messy = fc
  .array(fc.tuple(fc.oneof(words, volatile, fc.stringMatching(/^[0-9a-f.:]{0,14}$/)), glue), {
    maxLength: 12,
  })
  .map((parts) => parts.flat().join(''))

test('masking a masked text again changes nothing', { timeout: 30_000 }, () => {
  fc.assert(
    fc.property(messy, fc.boolean(), (text, named) => {
      const masks = {
        patterns: named ? [pattern('[0-9a-f]{4,} ?'), pattern('^ *\\d+', 'm')] : [],
        versions: named ? ['1.6', '28.2'] : [],
      }
      const once = mask(text, masks)
      expect(mask(once, masks)).toBe(once)
    }),
    { numRuns: 2_000 },
  )
})

test('nothing is lost: the pieces are the text', () => {
  fc.assert(
    fc.property(messy, (text) => {
      expect(
        pieces(text, none)
          .map((piece) => piece.text)
          .join(''),
      ).toBe(text)
    }),
  )
})
