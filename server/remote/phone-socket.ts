import type { Clock } from '../../core/base/clock.ts'
import type { Stop } from '../../core/base/event.ts'
import { createRateLimit } from '../../core/base/rate-limit.ts'
import { Close, type Pressed } from '../../core/protocol/messages.ts'
import {
  decodeRemote,
  type RemoteAction,
  type RemoteMessage,
  type RemoteView,
  type StageMessage,
} from '../../core/protocol/remote-messages.ts'
import type { TimerAction } from '../../core/talk/timer.ts'
import type { Peer } from '../web/websocket/socket-server.ts'
import type { Beats } from './beats.ts'

/** All that a phone may know of the stage and ask of it. */
export interface RemoteStage {
  view(): RemoteView
  onChange(hear: () => void): Stop
  /** Asks the window that has control. `answer` hears exactly once. */
  press(action: RemoteAction, seen: string, answer: (pressed: Pressed) => void): void
  timer(action: TimerAction): void
}

/** Messages of one phone that all windows and phones hear of: at once, and in a second after that. */
const BURST = 10
const PER_SECOND = 5

/** What a phone may do once it was let in: press, steer the timer, and nothing else. */
export function servePhone(
  peer: Peer,
  send: (message: StageMessage) => void,
  { stage, beats, clock }: { stage: RemoteStage; beats: Beats; clock: Clock },
): void {
  /** Only one press at a time is asked, so that a phone cannot flood the stage. */
  let asking = false
  const may = createRateLimit(clock, BURST, PER_SECOND)

  function press({ id, action, seen, beat }: RemoteMessage & { type: 'press' }): void {
    const answer = (pressed: Pressed) => send({ type: 'pressed', id, ...pressed })
    if (asking || !may()) return answer({ done: false, why: 'one press at a time' })
    if (beats.isStale(beat)) return answer({ done: false, why: 'that press came too late' })
    asking = true
    stage.press(action, seen, (pressed) => {
      asking = false
      answer(pressed)
    })
  }

  peer.onText((text) => {
    const message = decodeRemote(text)
    switch (message?.type) {
      case 'press':
        return press(message)
      case 'timer':
        return may() ? stage.timer(message.action) : undefined
      case 'tick':
        return send({ type: 'tick', beat: beats.current() })
      case 'hello':
      case undefined:
        return peer.close(Close.BadMessage, 'A remote presses, and nothing else.')
      default:
        return message satisfies never
    }
  })
  peer.onBinary(() => peer.close(Close.BadMessage, 'A remote presses, and nothing else.'))
}
