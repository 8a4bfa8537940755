import type { Clock } from '../../core/base/clock.ts'
import type { Ms } from '../../core/base/event.ts'
import {
  clockWords,
  retime,
  retimingWords,
  type Retiming,
  type PlannedStep,
} from '../../core/talk/late-plan.ts'
import type { TimerAction } from '../../core/talk/timer.ts'
import { createElement, setText } from '../base/dom.ts'
import type { PresenterFrame } from './frame.ts'
import type { TalkScript } from './talk.ts'
import type { ConnectionTiming } from '../connection/types.ts'

/** The timer of the talk and its plan. The server counts; this adds the time since it last said so. */
export function createClock(
  { clock: host }: Pick<PresenterFrame, 'clock'>,
  talk: TalkScript,
  act: (action: TimerAction) => void,
  clock: Clock,
) {
  const elapsed = createElement('p', 'pv-elapsed', '0:00')
  elapsed.setAttribute('role', 'timer')
  const left = createElement('p', 'pv-left')
  const pace = createElement('p', 'pv-pace')
  pace.setAttribute('role', 'status')
  const wall = createElement('p', 'pv-wall')
  const button = (name: string, press: () => void) => {
    const made = createElement('button', 'pv-small', name)
    made.type = 'button'
    made.addEventListener('click', (event) => event.isTrusted && press())
    return made
  }
  const pause = button('start', () => act(timing.running ? 'pause' : 'start'))
  const reset = button('to zero', () => act('reset'))
  const knobs = createElement('div', 'pv-knobs')
  knobs.append(wall, pause, reset)
  host.append(elapsed, left, knobs, pace)

  let timing: Pick<ConnectionTiming, 'running' | 'elapsed'> = { running: false, elapsed: 0 }
  let since = clock.now()
  let now: Retiming | null = null
  const time = (): Ms => timing.elapsed + (timing.running ? clock.now() - since : 0)

  return {
    hear({ running, elapsed }: ConnectionTiming): void {
      timing = { running, elapsed }
      since = clock.now()
    },
    show(slide: number): void {
      const { plan, stops, duration } = talk
      const total = duration ?? plan?.at(-1)
      setText(elapsed, clockWords(time()))
      host.dataset['running'] = String(timing.running)
      const over = total !== undefined && time() > total
      const remains = clockWords(Math.abs((total ?? 0) - time()))
      setText(
        left,
        total === undefined ? '' : `${remains} ${over ? 'over' : 'left of'} ${clockWords(total)}`,
      )
      left.dataset['over'] = String(over)
      setText(pause, timing.running ? 'pause' : time() > 0 ? 'go on' : 'start')
      setText(wall, new Date().toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }))
      now =
        plan && time() > 0
          ? retime({ plan, stops }, { slide, done: talk.done(slide) }, time())
          : null
      setText(pace, now ? retimingWords(now) : plan ? '' : 'no plan: give the deck a duration')
      pace.dataset['late'] = String((now?.behind ?? 0) >= 60_000)
    },
    /** Steps that would be skipped to be on time again. */
    saving: (): readonly PlannedStep[] => now?.skip ?? [],
  }
}
