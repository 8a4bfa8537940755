import { afterEach, describe, expect, it, vi } from 'vitest'
import { fakeClock } from '../../test/support/fake-clock.ts'
import type { Role } from '../../core/protocol/messages.ts'
import { reloadOnChange } from './reload-on-save.ts'
import type { Changed, Connection } from '../connection/types.ts'

afterEach(() => vi.unstubAllGlobals())

/** A page that shows the deck `talk` with the demo `one`. */
function setUp(role: Role, problems = false) {
  vi.stubGlobal('document', { querySelector: () => (problems ? {} : null) })
  const clock = fakeClock()
  let changed: (what: Changed) => void = () => {}
  let move = () => {}
  let welcome: (what: { saves: number }) => void = () => {}
  const connection = {
    status: () => ({ at: 'open', role, held: true }),
    onPosition: (hear: typeof move) => (move = hear),
    onChange: (hear: typeof changed) => (changed = hear),
    onWelcome: (hear: typeof welcome) => (welcome = hear),
  } as unknown as Connection
  let reloads = 0
  reloadOnChange(
    connection,
    { deck: 'talk', demos: ['one'], saves: 3 },
    clock,
    () => void reloads++,
  )
  return {
    clock,
    save: (what: Partial<Changed>) => changed({ type: 'changed', decks: [], demos: [], ...what }),
    move: () => move(),
    welcome: (saves: number) => welcome({ saves }),
    reloads: () => reloads,
  }
}

describe('a window of a deck that is being written', () => {
  it('reloads when its deck or a demo on it was saved, and for no other file', () => {
    const page = setUp('presenter')
    page.save({ decks: ['other'], demos: ['two'] })
    expect(page.reloads()).toBe(0)
    page.save({ decks: ['other', 'talk'] })
    expect(page.reloads()).toBe(1)
    page.save({ demos: ['one'] })
    expect(page.reloads()).toBe(2)
  })
  it('reloads when something was saved before it was welcomed', () => {
    const page = setUp('presenter')
    page.welcome(3)
    expect(page.reloads()).toBe(0)
    // Another server.
    page.welcome(0)
    expect(page.reloads()).toBe(0)
    const late = setUp('presenter')
    late.welcome(4)
    expect(late.reloads()).toBe(1)
  })
  it('reloads for any file while it shows problems, because that file may mend them', () => {
    const page = setUp('presenter', true)
    page.save({ demos: ['new'] })
    expect(page.reloads()).toBe(1)
  })
  it('waits, if it looks on, until the one with control is back, but not for ever', () => {
    const page = setUp('mirror')
    page.move()
    page.clock.advance(60_000)
    expect(page.reloads()).toBe(0)
    page.save({ decks: ['talk'] })
    expect(page.reloads()).toBe(0)
    page.move()
    expect(page.reloads()).toBe(1)
    const alone = setUp('mirror')
    alone.save({ decks: ['talk'] })
    alone.clock.advance(4_999)
    expect(alone.reloads()).toBe(0)
    alone.clock.advance(1)
    expect(alone.reloads()).toBe(1)
  })
})
