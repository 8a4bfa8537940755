import type { PaneId, PublicStep } from '../demo/model.ts'
import type { Kind, Phase } from '../playback/driver.ts'
import type { Outcome } from '../demo/outcome.ts'
import type { Ms } from '../base/event.ts'

/** What the runner knows of a demo that does not change while it runs. */
export interface Script {
  readonly panes: readonly PaneId[]
  readonly steps: readonly PublicStep[]
  /** Whether this page can reach a live terminal, and if not, why, for people. */
  readonly live: { readonly ok: true } | { readonly ok: false; readonly why: string }
  /** The demo is a recording and nothing else, so that nobody has to be told why it is not live. */
  readonly isRecording?: boolean
  /**
   * Why the step is known to fail live here, for people, for example because Docker is down. Null:
   * nothing is known.
   */
  against?(step: number): string | null
  /** Whether the take has a recording of this step for this pane. */
  recorded(step: number, pane: PaneId): boolean
}

export interface PaneState {
  readonly mode: Kind
  /**
   * Why the pane is in replay, as the badge says it. Absent when it is live, or when the presenter
   * chose replay.
   */
  readonly why?: string
  /**
   * `hand`: the presenter chose replay. `fault`: live failed, and a `rejoin` may bring it back.
   * `rejoin`: it has come back, or the presenter has asked for it. `inside`: its program does not run
   * live. Both are live again at their next step that begins at the prompt; until then the room sees the
   * recording that is being talked about.
   */
  readonly cause: 'none' | 'hand' | 'fault' | 'rejoin' | 'inside'
  readonly phase: 'idle' | Phase | 'done' | 'failed'
  readonly outcome?: Outcome
  /** The number of the pane's latest performance. Reports of an older one are ignored. */
  readonly run: number
}

export interface RunnerState {
  /** `held`: a step failed and its script says `on-fail: hold`, or there is no recording of it. */
  readonly at: 'ready' | 'running' | 'held' | 'done'
  /** The index of the step that runs, or that *next* performs. */
  readonly step: number
  readonly panes: Readonly<Record<PaneId, PaneState>>
  /** One sentence for the presenter about what just happened. */
  readonly notice?: string
  /**
   * The panes that go live again, where they stand, as soon as the server answers: those that were
   * live when it was lost between two steps, or that were to be live when the page began without
   * it. Any press in between drops them.
   */
  readonly stood?: readonly PaneId[]
  /**
   * The first step since which the live terminals have not kept up: it was replayed or skipped. Absent
   * where they stand where the demo does.
   */
  readonly missed?: number
  /** The step before this one was replayed, in one pane at least: R performs it again. */
  readonly replayed?: true
  /** When *next* last did something. */
  readonly pressed: Ms
}

export type RunnerInput =
  | { readonly type: 'next'; readonly now: Ms }
  | { readonly type: 'back' | 'fallback' | 'rescue' | 'toggle' | 'skip' | 'offline' | 'online' }
  | { readonly type: 'use'; readonly kind: Kind }
  | { readonly type: 'goto'; readonly step: number }
  | { readonly type: 'phase'; readonly pane: PaneId; readonly run: number; readonly phase: Phase }
  | {
      readonly type: 'finished'
      readonly pane: PaneId
      readonly run: number
      readonly outcome: Outcome
    }
  | {
      readonly type: 'rejoined'
      readonly step: number
      readonly ok: boolean
      readonly skipped: boolean
    }

export type RunnerEffect =
  | { readonly type: 'perform'; readonly pane: PaneId; readonly step: number; readonly run: number }
  /** A pane in replay that rests in this step plays what its recording holds of it. */
  | { readonly type: 'accompany'; readonly pane: PaneId; readonly step: number }
  /**
   * A live pane rests in this step, and a program of an earlier one should run in it: `finished` says
   * whether it does (`inside`: it does not).
   */
  | { readonly type: 'attend'; readonly pane: PaneId; readonly step: number; readonly run: number }
  | { readonly type: 'hurry' | 'cancel'; readonly pane: PaneId }
  | {
      readonly type: 'use'
      readonly pane: PaneId
      readonly kind: Kind
      /** The step at whose opening to stand; the number of steps means after the last one. */
      readonly from: number
    }
  /** `skipped`: the step was never performed, so that live panes need it too. */
  | { readonly type: 'rejoin'; readonly step: number; readonly skipped: boolean }
  /** Fresh shells for these panes and the setup again, before anything else is performed. */
  | { readonly type: 'rescue'; readonly panes: readonly PaneId[] }
  /** Shows the fresh shell of a live pane, where nothing is performed in it. */
  | { readonly type: 'open'; readonly pane: PaneId }

/**
 * A second press within this time after one that ran a step is ignored: it is the bounce of a
 * clicker or a nervous hand. Clickers were measured to bounce within 300 ms.
 */
export const GUARD: Ms = 350

/** What the badge says of a pane that shows its recording until it is live. */
export const LIVE_SOON = {
  next: 'live from the next step on',
  /** Others act before it. */
  rests: 'live from its next step on',
  inside: 'live after this program',
  never: 'its recording from here on',
} as const

/** The new state, and what is to be done. */
export type Turn = [RunnerState, RunnerEffect[]]

/** Whether the pane is performing. */
export function isBusy(pane: PaneState): boolean {
  return pane.phase === 'setup' || pane.phase === 'typing' || pane.phase === 'running'
}

export function entries(state: RunnerState): [PaneId, PaneState][] {
  return Object.entries(state.panes)
}

export function livePanes(state: RunnerState): PaneId[] {
  return entries(state).flatMap(([id, { mode }]) => (mode === 'live' ? id : []))
}

export function withPane(state: RunnerState, id: PaneId, pane: PaneState): RunnerState {
  return { ...state, panes: { ...state.panes, [id]: pane } }
}

export function absent(id: PaneId): never {
  throw new Error(`invariant: the demo has no pane ${id}`)
}
