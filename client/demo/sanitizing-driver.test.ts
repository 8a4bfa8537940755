import { describe, expect, it } from 'vitest'
import type { Driver } from '../../core/playback/driver.ts'
import { already } from '../../core/playback/driver.ts'
import type { Emit, Signal } from '../../core/base/event.ts'
import { sanitizingDriver } from './sanitizing-driver.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

/** The signals that a view gets from a driver. */
function heard(say: (emit: Emit) => void): string[] {
  const driver: Driver = {
    kind: 'replay',
    attach(emit) {
      say(emit)
      return () => {}
    },
    perform: () => already({ ok: true, duration: 0, lines: 0 }),
    write() {},
  }
  const said: string[] = []
  sanitizingDriver(driver).attach((signal, parsed) => {
    said.push(show(signal))
    parsed?.()
  })
  return said
}

function show(signal: Signal): string {
  if (signal.type === 'output') return new TextDecoder().decode(signal.data)
  return signal.type === 'reset' ? `reset ${signal.snapshot.screen}` : signal.type
}

const size = { cols: 80, rows: 24 }
const reset = (screen: string): Signal => ({ type: 'reset', snapshot: { size, screen } })
const output = (text: string): Signal => ({ type: 'output', at: 0, data: bytes(text) })

describe('a sanitizing driver', () => {
  it('clamps sequences that would freeze a view, in the opening screen and after it', () => {
    const said = heard((emit) => {
      emit(reset('a\x1b[2147483647S'))
      emit(output('b\x1b[2147483647L'))
    })
    expect(said).toHaveLength(2)
    for (const each of said) expect(Number(/\[(\d+)[SL]$/.exec(each)?.[1])).toBeLessThanOrEqual(80)
  })

  it('drops queries, and keeps a sequence whole that arrives in two pieces', () => {
    const said = heard((emit) => {
      emit(reset(''))
      emit(output('a\x1b[3'))
      emit(output('1mred\x1b[6n'))
    })
    expect(said.join('')).toBe('reset a\x1b[31mred')
  })

  it('gives back credit for every output once, even if nothing is left of it', () => {
    let credit = 0
    heard((emit) => {
      emit(reset(''))
      for (const text of ['a', '\x1b[6n', 'b\x1b[6nc']) emit(output(text), () => credit++)
    })
    expect(credit).toBe(3)
  })

  it('begins again at a reset, because what was pending belongs to the old screen', () => {
    const said = heard((emit) => {
      emit(reset(''))
      emit(output('\x1b]0;half a title'))
      emit(reset('x'))
      emit(output('y'))
    })
    expect(said).toEqual(['reset ', 'reset x', 'y'])
  })
})
