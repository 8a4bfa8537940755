import '../styles/remote.css'
import '../styles/remote-desk.css'
import { GUARD } from '../../core/runner/state.ts'
import { clock } from '../base/clock.ts'
import type { RemoteAction } from '../../core/protocol/remote-messages.ts'
import { createFace, type Touch } from '../remote/face.ts'
import { createRemoteLink, type RemoteWire } from '../remote/link.ts'
import { keepAwake } from '../remote/wake-lock.ts'
import { createMemory } from '../remote/token-store.ts'
import { notDone } from '../remote/labels.ts'

/** The phone's page: it shows what the server says of the stage, and presses. */
const link = createRemoteLink({
  open: () => new WebSocket(`${location.origin.replace(/^http/, 'ws')}/socket`) as RemoteWire,
  clock,
  memory: createMemory(() => localStorage),
})

/** A sentence about the last press is read in this time. */
const SAID = 6_000
let said = ''
let forget = () => {}
let pressed = -Infinity

const face = createFace({ touch, missed, pin: (text) => link.pin(text) })
document.querySelector('main')?.replaceChildren(face.element)

function touch(what: Touch, seen?: string): void {
  const state = link.state()
  if (what === 'again') return link.again()
  if (state.at !== 'open') return
  if (what === 'timer') return link.timer(state.view.timer.running ? 'pause' : 'start')
  if (what === 'reset') return link.timer('reset')
  // The second tap of a nervous thumb; the stage has a guard of its own.
  if (clock.now() - pressed < GUARD) return
  pressed = clock.now()
  hush('')
  link.press(what, seen)
}
function missed(action: RemoteAction, why: string): void {
  // The second tap of a nervous thumb is not missed.
  if (clock.now() - pressed < GUARD) return
  ended(action, false, why)
}
/** A tap that can be felt: once where it was done, twice where it was not. */
function ended(action: RemoteAction, done: boolean, why: string): void {
  navigator.vibrate?.(done ? 30 : [30, 60, 30])
  hush(done ? '' : notDone(action, why))
}

function hush(words: string): void {
  forget()
  said = words
  if (words !== '') forget = clock.wake(clock.now() + SAID, () => hush(''))
  show()
}

function show(): void {
  face.show(link.state(), clock.now(), said)
}

link.onState(show)
link.onPressed(({ action, done, why }) => ended(action, done, why))
keepAwake(link)

// A page that slept finds out at once what became of its connection.
for (const event of ['pageshow', 'focus', 'online']) addEventListener(event, () => link.wake())
for (const event of ['visibilitychange', 'resume'])
  document.addEventListener(event, () => {
    if (document.visibilityState === 'visible') link.wake()
  })

/** Twice a second, so that no second is left out. */
const TICK = 500
function tick(): void {
  face.tick(link.state(), clock.now())
  clock.wake(clock.now() + TICK, tick)
}
tick()
show()
document.documentElement.dataset['ready'] = 'true'
