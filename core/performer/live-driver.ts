import type { Clock, Random } from '../base/clock.ts'
import type { Part, StepId } from '../demo/model.ts'
import { missing } from '../playback/driver.ts'
import type { Driver, Performance, Phase } from '../playback/driver.ts'
import type { Outcome } from '../demo/outcome.ts'
import type { Ms, Stop } from '../base/event.ts'
import { performStep } from './performer.ts'
import { newPerformance } from './state.ts'
import type { PerformEffect, PerformInput } from './performer.ts'
import type { Port } from '../terminal/port.ts'
import type { Searcher, SearchResult } from '../demo/pattern-search.ts'
import { keyBytes } from '../demo/key.ts'
import { drawnSince } from '../terminal/drawn.ts'

/** What the live driver is asked to perform: the script's part for this pane, and its patience. */
export interface Score {
  readonly part: Part
  readonly patience: Ms
  /** Called when the last Enter of the step was pressed; the recorder notes the time. */
  readonly typed?: () => void
}

/** What a performance needs besides its score and its port. */
export interface Means {
  readonly clock: Clock
  readonly random: Random
  readonly search: Searcher
}

/**
 * A live terminal as a driver: the performer's effects carried out on a port. This is the loop
 * that stands beside the pty, in the server and in `record` alike.
 */
export function createLive(
  port: Port,
  find: (step: StepId) => Score | undefined,
  means: Means,
): Driver {
  return {
    kind: 'live',
    attach: (emit) => port.attach((signal) => (signal.type === 'mark' ? undefined : emit(signal))),
    perform(step, tell) {
      const score = find(step)
      if (!score) return missing(`there is no step ${step}`)
      return perform(port, score, means, tell)
    },
    write: (data) => port.write(data),
  }
}

function perform(
  port: Port,
  { part, patience, typed }: Score,
  { clock, random, search }: Means,
  tell?: (phase: Phase) => void,
): Performance {
  const decoder = new TextDecoder()
  let state = newPerformance(patience, part.inside !== undefined)
  let stopWake: Stop = () => {}
  let detach: Stop = () => {}
  let settle: (outcome: Outcome) => void
  const done = new Promise<Outcome>((resolve) => (settle = resolve))

  // A write may be echoed before it returns: inputs queue up, so that the performer never re-enters.
  const inputs: PerformInput[] = []
  let busy = false
  function feed(input: PerformInput): void {
    inputs.push(input)
    if (busy) return
    busy = true
    for (let next = inputs.shift(); next && state.phase !== 'over'; next = inputs.shift())
      take(next)
    busy = false
  }
  function take(input: PerformInput): void {
    const [after, effects] = performStep(part, state, input, random)
    state = after
    stopWake()
    for (const effect of effects) {
      if (effect.type === 'write') port.write(effect.data)
      else if (effect.type === 'key') port.write(keyBytes(effect.key, port.applicationKeys()) ?? '')
      else if (effect.type === 'look')
        feed({ type: 'looked', now: clock.now(), screen: port.standing() })
      else if (effect.type === 'wake')
        stopWake = clock.wake(effect.at, () => feed({ type: 'wake', now: clock.now() }))
      else if (effect.type === 'phase') tell?.(effect.phase)
      else if (effect.type === 'typed') typed?.()
      else if (effect.type === 'search')
        void searchAll(effect, port, search).then((found) =>
          feed({ type: 'searched', now: clock.now(), found }),
        )
      else {
        detach()
        settle(effect.outcome)
      }
    }
  }

  // The first signal is the snapshot of what was there before this step: none of its output.
  detach = port.attach((signal) => {
    const now = clock.now()
    if (signal.type === 'output')
      feed({ type: 'output', now, text: decoder.decode(signal.data, { stream: true }) })
    else if (signal.type === 'exit') feed({ type: 'ended', now })
    else if (signal.type !== 'mark') return
    else if (signal.mark === 'finished')
      feed({ type: 'finished', now, status: signal.status, screen: port.standing() })
    else if (signal.mark === 'started') feed({ type: 'started', now, screen: port.standing() })
    else feed({ type: signal.mark, now })
  })
  feed({ type: 'start', now: clock.now() })
  return {
    done,
    hurry: () => feed({ type: 'hurry', now: clock.now() }),
    cancel: () => feed({ type: 'cancel', now: clock.now() }),
  }
}

/** Looks in what was printed, and then in what stands on the screen at the time of the call. */
async function searchAll(
  { pattern, texts, since }: Extract<PerformEffect, { type: 'search' }>,
  port: Pick<Port, 'standing'>,
  search: Searcher,
): Promise<SearchResult> {
  const drawn = since === null ? [] : drawnSince(since, port.standing())
  for (const text of [...texts, ...drawn]) {
    const found = await search(pattern, text)
    if (found !== false) return found
  }
  return false
}
