import { describe, expect, it } from 'vitest'
import { KEY_NAMES, keyBytes, keyName } from './key.ts'

describe('the bytes of a key', () => {
  it.each([
    ['enter', '\r'],
    ['Escape', '\x1b'],
    ['esc', '\x1b'],
    ['ctrl-c', '\x03'],
    ['Ctrl-Z', '\x1a'],
    ['ctrl-]', '\x1d'],
    ['ctrl-\\', '\x1c'],
    ['ctrl-space', '\0'],
    ['shift-tab', '\x1b[Z'],
    ['f1', '\x1bOP'],
    ['f4', '\x1bOS'],
    ['f5', '\x1b[15~'],
    ['f12', '\x1b[24~'],
    ['alt-b', '\x1bb'],
    ['alt-B', '\x1bB'],
    ['alt-.', '\x1b.'],
    ['alt-enter', '\x1b\r'],
    ['alt-left', '\x1b[1;3D'],
    ['ctrl-right', '\x1b[1;5C'],
    ['shift-f5', '\x1b[15;2~'],
    ['alt-f1', '\x1b[1;3P'],
  ])('%s', (name, bytes) => {
    expect(keyBytes(keyName(name))).toBe(bytes)
  })

  it.each([
    'o',
    'O',
    'f0',
    'f13',
    'ctrl-',
    'ctrl-é',
    'alt-',
    'alt-alt-b',
    'shift-a',
    'constructor',
    '',
  ])('%s is none', (name) => {
    expect(keyBytes(keyName(name))).toBeUndefined()
  })

  it('are others for cursor keys where the program asked for it, and for those alone', () => {
    const others = KEY_NAMES.filter((name) => keyBytes(name, true) !== keyBytes(name))
    expect(others).toEqual(['up', 'down', 'right', 'left', 'home', 'end'])
    expect(keyBytes('up', true)).toBe('\x1bOA')
    expect(keyBytes('ctrl-up', true)).toBe('\x1b[1;5A')
  })
})
