import type { Cue, Demo, PaneId, Step } from '../demo/model.ts'
import type { Ms } from '../base/event.ts'
import { wordFor, type DeckHealth } from '../health/health.ts'
import type { Next, Position, Standing } from './position.ts'
import type { Light, RemoteView } from './remote-messages.ts'
import { outcomeText } from '../demo/outcome.ts'
import { own } from '../base/own.ts'
import { defined } from '../base/defined.ts'

/** A deck as far as a phone shows it. */
export interface RemoteDeck {
  readonly title: string
  /** How long the talk is meant to be. */
  readonly planned?: Ms
  /** In their order; empty for HTML decks, whose files do not say. */
  readonly slides: readonly { readonly below: boolean; readonly demo?: string }[]
}

export interface RemoteStanding {
  readonly deck: RemoteDeck | null
  /** Null: no window has said where it is. */
  readonly position: Position | null
  /** The health of this deck; null: it was not checked. */
  readonly health: DeckHealth | null
  /** Whether any window has control. */
  readonly held: boolean
  readonly timer: { readonly running: boolean; readonly elapsed: Ms }
  demo(name: string): Demo | null
  /** Covers the demo's secrets in what its script says. */
  cover(demo: Demo, text: string): string
}

/** Longer texts end in an ellipsis: a phone has room for a few lines. */
const LONGEST = 300
/**
 * About two lines of a phone for the reason beside a pane, and one within a sentence. The buttons
 * need the rest.
 */
const LONGEST_WHY = { pane: 80, told: 40 } as const

/**
 * Everything that a phone shows: words of the script and states, never a byte of a terminal. It
 * depends only on the deck and on where it stands, so two phones always show the same.
 */
export function remoteView(on: RemoteStanding): RemoteView {
  const { position, held } = on
  const timer = {
    running: on.timer.running,
    elapsed: Math.round(on.timer.elapsed),
    ...defined({ planned: on.deck?.planned }),
  }
  const nothing: RemoteView['next'] = { does: 'nothing', commands: [] }
  if (!position)
    return {
      deck: '',
      place: null,
      next: nothing,
      lights: [],
      can: NONE,
      timer,
      trouble: held ? 'no deck is open on the stage' : NOBODY,
    }
  const at = slideAt(on.deck?.slides ?? [], position)
  const name = at?.demo ?? (position.next.kind === 'step' ? position.next.demo : undefined)
  const standing = name === undefined ? undefined : own(position.demos, name)
  const demo = name === undefined ? null : on.demo(name)
  const slide = at && { number: at.number, total: on.deck?.slides.length ?? 0 }
  const trouble = held ? failure(on, demo, standing) : NOBODY
  return {
    deck: short(on.deck?.title ?? position.deck),
    place: held ? position.place : null,
    next: held ? nextOf(on, position.next) : nothing,
    lights: standing ? lightsOf(on, demo, standing) : [],
    can: held ? canOf(position, standing) : NONE,
    ...defined({ slide, trouble }),
    timer,
  }
}

const NONE = { back: false, fallback: false, live: false, rescue: false }
const NOBODY = 'no window has the stage: open its link on the laptop'

/** The slide at Reveal's indices (column, row), numbered over all columns as a phone shows it. */
function slideAt(slides: RemoteDeck['slides'], { h, v }: Pick<Position, 'h' | 'v'>) {
  let column = -1
  let row = 0
  for (const [index, slide] of slides.entries()) {
    if (slide.below && column >= 0) row += 1
    else [column, row] = [column + 1, 0]
    if (column === h && row === v) return { ...slide, number: index + 1 }
  }
  return undefined
}

function nextOf(on: RemoteStanding, next: Next): RemoteView['next'] {
  if (next.kind !== 'step') return { does: next.kind, commands: [] }
  const demo = on.demo(next.demo)
  const index = demo?.steps.findIndex((step) => step.id === next.step) ?? -1
  const step = demo?.steps[index]
  if (!demo || !step) return { does: 'step', commands: [] }
  const caption = step.caption && short(on.cover(demo, step.caption))
  return {
    does: 'step',
    step: { number: index + 1, total: demo.steps.length },
    ...defined({ caption, would: wouldOf(on, demo, step) }),
    // Covered before it is cut: half a secret would be found by nobody.
    commands: [...step.parts].map(([pane, { cues }]) => ({
      pane,
      text: short(on.cover(demo, typed(cues))),
    })),
  }
}

/**
 * What the step would do instead of running live, if it were pressed now. The reason stays on the
 * laptop, because it may quote the output of a program or name a host.
 */
function wouldOf(on: RemoteStanding, demo: Demo, step: Step): RemoteView['next']['would'] {
  const word = on.health && wordFor(on.health, demo.name, step.id)
  if (word === null || word === 'live') return undefined
  if (word === 'broken') return 'fail'
  const panes = own(on.position?.demos, demo.name)?.panes
  const live = [...step.parts.keys()].some((id) => {
    const pane = own(panes, id)
    const comesBack = pane?.cause === 'rejoin' && step.parts.get(id)?.inside === undefined
    return !pane || pane.mode === 'live' || comesBack
  })
  // When every pane is in replay, their lights say so.
  if (!live) return undefined
  // With `on-fail: hold` the step is tried whatever is known.
  return step.onFail === 'hold' ? 'fail' : 'replay'
}

/** The typed text, a line for each Enter; other keys by their names. */
function typed(cues: readonly Cue[]): string {
  let text = ''
  for (const cue of cues) {
    if (cue.type === 'type') text += cue.text
    else if (cue.type === 'key') text += cue.key === 'enter' ? '\n' : `<${cue.key}>`
  }
  return text.trim()
}

const short = (text: string, longest = LONGEST) =>
  text.length > longest ? `${text.slice(0, longest)}…` : text

/** Covers secrets in a reason: it may quote typed text or the output of a check. */
const reason = (on: RemoteStanding, demo: Demo | null, why: string, where: 'pane' | 'told') =>
  short(demo ? on.cover(demo, why) : why, LONGEST_WHY[where])

type PaneStanding = Standing['panes'][string]

function lightsOf(on: RemoteStanding, demo: Demo | null, standing: Standing): Light[] {
  const order = demo?.panes.map(({ id }) => id) ?? Object.keys(standing.panes)
  return order.flatMap((pane) => {
    const found = own(standing.panes, pane)
    if (!found) return []
    const { why, ...light } = lightOf(pane, found)
    return [why === undefined ? light : { ...light, why: reason(on, demo, why, 'pane') }]
  })
}

function lightOf(pane: PaneId, { mode, phase, why, outcome }: PaneStanding): Light {
  const busy = phase === 'setup' || phase === 'typing' || phase === 'running'
  const now = busy ? 'running' : phase === 'idle' ? 'ready' : phase
  const failed = now === 'failed' && outcome ? outcomeText(outcome) : undefined
  const because = why ?? failed
  return { pane, mode, now, ...defined({ why: because }) }
}

/** The sentence about a step that failed and is held: why, and the two ways to go on. */
function failure(
  on: RemoteStanding,
  demo: Demo | null,
  standing: Standing | undefined,
): string | undefined {
  if (standing?.at !== 'held') return undefined
  const step = demo?.steps[standing.step]?.id ?? 'the step'
  const why = Object.values(standing.panes).find((pane) => pane.phase === 'failed')?.outcome
  const said = why ? `: ${reason(on, demo, outcomeText(why), 'told')}` : ''
  return `${step} failed${said}. Next goes on, fall back shows the recording`
}

function canOf(position: Position, standing: Standing | undefined): RemoteView['can'] {
  const panes = Object.values(standing?.panes ?? {})
  const live = panes.some(({ mode }) => mode === 'live')
  const first = position.h === 0 && position.v === 0 && position.f < 0
  return {
    back: !first || (standing?.step ?? 0) > 0 || standing?.at === 'running',
    fallback: live,
    live: panes.length > 0 && !live,
    rescue: panes.length > 0,
  }
}
