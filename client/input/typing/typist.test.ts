import { describe, expect, it } from 'vitest'
import { PAUSE, readKey, SILENT, unheard, type Typist } from './typist.ts'

/** Reads keys at this distance; which of them are the stage's? */
function type(keys: readonly string[], gap: number, from: Typist, heard = false) {
  let typist = from
  let now = 0
  const stage: string[] = []
  for (const key of keys) {
    now += gap
    const read = readKey(typist, { key, combined: false, heard }, now)
    typist = read.typist
    if (!read.lost && !heard) stage.push(key)
  }
  return { stage, typist, now }
}

describe('somebody who types', () => {
  it('loses a whole sentence after a refusal, with its spaces and its end', () => {
    const sentence = [...'echo ABCDEFGHIJKLMNOP', 'Backspace', 'Home', 'Enter', ...'next f']
    expect(type(sentence, 110, unheard(0)).stage).toEqual([])
    expect(type(sentence, PAUSE - 1, unheard(0)).stage).toEqual([])
  })
  it('has the keys of the stage back after a pause, and at once with Escape', () => {
    const { typist, now } = type([...'ls'], 110, unheard(0))
    const at = (key: string, when: number, from = typist) =>
      readKey(from, { key, combined: false, heard: false }, when)
    expect(at('l', now + PAUSE - 1).lost).toBe(true)
    expect(at('l', now + PAUSE)).toEqual({ typist, lost: false })
    const given = at('Escape', now + 50)
    expect(given).toEqual({ typist: SILENT, lost: true })
    expect(at('l', now + 60, given.typist).lost).toBe(false)
  })
  it('never keeps a clicker or a shortcut from the stage', () => {
    for (const key of ['PageDown', 'PageUp', 'ArrowRight', 'ArrowLeft', 'F5', 'Shift', 'Tab'])
      expect(readKey(unheard(0), { key, combined: false, heard: false }, 10).lost).toBe(false)
    expect(readKey(unheard(0), { key: 'c', combined: true, heard: false }, 10).lost).toBe(false)
  })
  it('goes on with its sentence when what heard it is gone', () => {
    const { typist, now } = type([...'echo '], 110, SILENT, true)
    expect(readKey(typist, { key: 'n', combined: false, heard: false }, now + 110).lost).toBe(true)
    const later = readKey(typist, { key: 'n', combined: false, heard: false }, now + PAUSE)
    expect(later.lost).toBe(false)
    // Whoever let go by a key did so to use the stage.
    const free = readKey(typist, { key: 'Escape', combined: false, heard: true }, now + 50)
    expect(free).toEqual({ typist: SILENT, lost: false })
  })
  it('loses no key as long as nothing was refused', () => {
    expect(type([...'nlf b'], 110, SILENT).stage).toEqual([...'nlf b'])
  })
})
