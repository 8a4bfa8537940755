import '../styles/remote.css'
import '../styles/remote-desk.css'
import { GUARD } from '../../core/runner/state.ts'
import { clock } from '../base/clock.ts'
import type { RemoteAction } from '../../core/protocol/remote-messages.ts'
import { createFace, type Touch } from '../remote/face.ts'
import { createRemoteLink } from '../remote/link.ts'
import type { RemoteWire } from '../remote/socket.ts'
import { keepAwake } from '../remote/wake-lock.ts'
import { createTokenMemory } from '../remote/sign-in.ts'
import { notDone } from '../remote/labels.ts'

/** The phone's page: it shows what the server says of the stage, and presses. */
const link = createRemoteLink({
  open: () => new WebSocket(`${location.origin.replace(/^http/, 'ws')}/socket`) as RemoteWire,
  clock,
  memory: createTokenMemory(() => localStorage),
})

/** Milliseconds for which the sentence about the last press is shown. */
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
  // The second of two quick taps does nothing; the stage ignores bounces as well.
  if (clock.now() - pressed < GUARD) return
  pressed = clock.now()
  hush('')
  link.press(what, seen)
}
function missed(action: RemoteAction, why: string): void {
  // The second of two quick taps is not told as missed.
  if (clock.now() - pressed < GUARD) return
  ended(action, false, why)
}
/** Vibrates once if the press was done, and twice if not. */
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

/** Milliseconds between two updates of the time, so that no second is left out. */
const TICK = 500
function tick(): void {
  face.tick(link.state(), clock.now())
  clock.wake(clock.now() + TICK, tick)
}
tick()
show()
document.documentElement.dataset['ready'] = 'true'
