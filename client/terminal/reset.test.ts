import { describe, expect, it } from 'vitest'
import { blank, LEFT_BY_RESET } from '../../core/base/event.ts'
import { CHANGES, difference } from '../../test/support/terminal/state.ts'
import { resetTo } from './reset.ts'
import { deafTerminal } from './view.ts'

const SIZE = { cols: 6, rows: 4 }

/** A terminal that parses each text before `write` returns. */
function open() {
  const term = deafTerminal({ ...SIZE, scrollback: 0 })
  const core = Reflect.get(term, '_core') as { writeSync(text: string): void }
  return { term, write: (text: string) => core.writeSync(text) }
}

describe('the reset of a view', () => {
  it('makes a fresh terminal of one in any state', () => {
    const fresh = open()
    fresh.write(resetTo(blank(SIZE)))
    const used = open()
    for (const change of CHANGES) {
      used.write(`x\r\n${change}`)
      used.write(resetTo(blank(SIZE)))
      expect(difference(used.term, fresh.term), JSON.stringify(change)).toEqual([])
    }
  })

  it('needs what it adds to the reset of xterm', () => {
    const fresh = open()
    fresh.write('\x1bc')
    for (const change of ['\x1b[20h', '\x1b[?12h', '\x1b[?25l']) {
      const used = open()
      used.write(`${change}\x1bc`)
      expect(difference(used.term, fresh.term), JSON.stringify(change)).not.toEqual([])
      used.write(LEFT_BY_RESET)
      expect(difference(used.term, fresh.term), JSON.stringify(change)).toEqual([])
    }
  })
})
