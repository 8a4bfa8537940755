import { expect, it } from 'vitest'
import { blank, type Signal } from '../../core/base/event.ts'
import type { Kind } from '../../core/playback/driver.ts'
import type { Play } from '../demo/play.ts'
import { createFirstScreen } from './first-screen.ts'

const SMALL = { cols: 10, rows: 2 }
const WIDE = { cols: 90, rows: 20 }

/** A demo in a page, of which a test can say what has come and what has run. */
function demo(more: { kind?: Kind; begun?: boolean } = {}) {
  const now = { kind: 'live' as Kind, begun: false, ...more }
  const bundle: { demo: object; take: object | null } = { demo: { size: WIDE }, take: null }
  const play = { bundle, pane: () => ({ kind: now.kind }), begun: () => now.begun }
  const first = createFirstScreen(play as unknown as Play, 'main')
  const record = (screen: string) => {
    const opening = { size: SMALL, screen }
    bundle.take = { panes: { main: { size: SMALL, segments: [{ opening }] } } }
  }
  const drawn = () => {
    const signals: Signal[] = []
    first.draw((signal) => signals.push(signal))
    return signals
  }
  return { first, record, drawn }
}

it('is blank until the recording has come, and then the prompt of the recording', () => {
  const { first, record, drawn } = demo()
  expect(first.size()).toEqual(WIDE)
  expect(drawn()).toEqual([{ type: 'reset', snapshot: blank(WIDE) }])
  record('$ ')
  expect(first.size()).toEqual(SMALL)
  expect(drawn()).toEqual([{ type: 'reset', snapshot: { size: SMALL, screen: '$ ' } }])
})

it('is outdated once another recording is here, until it is drawn again', () => {
  const { first, record, drawn } = demo()
  drawn()
  expect(first.isOutdated()).toBe(false)
  record('$ ')
  expect(first.isOutdated()).toBe(true)
  drawn()
  expect(first.isOutdated()).toBe(false)
})

it.each([
  { is: 'a live pane in which nothing ran', more: {}, due: true },
  { is: 'a live pane that has a terminal', more: { begun: true }, due: false },
  { is: 'a replay', more: { kind: 'replay' as const }, due: false },
])('is due in $is: $due', ({ more, due }) => {
  expect(demo(more).first.isDue()).toBe(due)
})
