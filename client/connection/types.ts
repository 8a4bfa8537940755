import type { Clock } from '../../core/base/clock.ts'
import type { PaneId, StepId } from '../../core/demo/model.ts'
import type { Performance, Phase } from '../../core/playback/driver.ts'
import type { Outcome } from '../../core/demo/outcome.ts'
import type { Emit, Stop } from '../../core/base/event.ts'
import type { DeckHealth } from '../../core/health/health.ts'
import type { Position } from '../../core/protocol/position.ts'
import type { PressAction, Pressed, Role, ServerMessage } from '../../core/protocol/messages.ts'
import type { RemoteDesk } from '../../core/protocol/messages.ts'
import type { TimerAction } from '../../core/talk/timer.ts'
import type { TrustSheet } from '../../core/trust/sheet.ts'

/** The part of a WebSocket that is used here, so that a test can be the network. */
export interface Wire {
  binaryType: string
  onopen: (() => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: ((event: { code: number }) => void) | null
  send(text: string): void
  close(): void
}

export type Changed = Extract<ServerMessage, { type: 'changed' }>
export type Welcome = Extract<ServerMessage, { type: 'welcome' }>

export type Forwarded = Extract<ServerMessage, { type: 'press' }>
export type Timing = Extract<ServerMessage, { type: 'timer' }>

export interface Status {
  readonly at: 'connecting' | 'open' | 'lost' | 'refused'
  readonly role: Role | null
  /** Has any window control of the stage? */
  readonly held: boolean
  /** For people: why there is no connection, or what was refused last. */
  readonly why?: string
}

export interface Connection {
  status(): Status
  /** Hears of every change of status. */
  onStatus(hear: (status: Status) => void): Stop
  /** Hears each welcome: the first, and one after every reconnection. */
  onWelcome(hear: (welcome: Welcome) => void): Stop
  /** Hears where the presenter is; only a mirror is told. */
  onPosition(hear: (position: Position) => void): Stop
  /** Hears how a deck was found to be: what was known before, and each time that it has changed. */
  onHealth(hear: (health: DeckHealth) => void): Stop
  /** Asks the server to look at a deck now. */
  check(deck: string): void
  attach(demo: string, pane: PaneId, emit: Emit): Stop
  perform(demo: string, pane: PaneId, step: StepId, tell?: (phase: Phase) => void): Performance
  /** Joins a performance that began before this page was loaded; never starts one. */
  resume(intent: string, pane: PaneId, tell?: (phase: Phase) => void): Performance
  /** The intent of a pane's latest performance, for the position, where that was of this step. */
  intent(demo: string, pane: PaneId, step: StepId): string | undefined
  /** A shell to type into by hand. Null, or why there is none. */
  openShell(demo: string, pane: PaneId): Promise<string | null>
  input(demo: string, pane: PaneId, data: string): void
  rescue(demo: string): void
  rejoin(demo: string, step: StepId): Promise<boolean>
  /** Names only the demos that stand elsewhere than it was told last. */
  publish(change: Position): void
  /** Asks the window that has control; resolves to what became of it, and never rejects. */
  press(action: PressAction, seen: string): Promise<Pressed>
  /** Hears what other windows and phones ask of this one, and answers at once. */
  onPress(hear: (press: Forwarded) => Pressed): Stop
  timer(action: TimerAction): void
  /** Hears how a phone joins, and how many have: what was known before, and every change. */
  onRemote(hear: (desk: RemoteDesk) => void): Stop
  /** Hears of every start, pause and reset of the talk's timer, and where it stands at first. */
  onTimer(hear: (timer: Timing) => void): Stop
  /** Hears which files were saved, where the server watches for an author. */
  onChange(hear: (changed: Changed) => void): Stop
  /** Hears which demos can run, whenever that has changed. */
  onLive(hear: (live: Welcome['live']) => void): Stop
  /** What a demo would run and use; or a sentence why there is nothing to show. */
  inspect(demo: string): Promise<TrustSheet | string>
  /** Lets run what was shown with this hash. Null when done, else why not. */
  approve(demo: string, hash: string): Promise<string | null>
  /** A fresh ticket: shown at once where there is no connection, else should this one be lost. */
  admit(ticket: string): void
  take(): void
  /** Gives control to a window of the deck. */
  give(): void
  close(): void
}

export interface ConnectionOptions {
  readonly open: () => Wire
  readonly clock: Clock
  /** What the server of this page shows, for one whose ticket is of another; null: it does not say. */
  readonly project: string | null
  /** The one-time ticket of the printed link, and the token it was exchanged for. */
  readonly secrets: { ticket?: string; token?: string }
  readonly keep: (token: string) => void
  /** `mirror`: this page only looks on, and leaves a free stage to others. */
  readonly as?: 'mirror'
  /** A name that no other page has: by it the server knows who comes back. */
  readonly page: string
  /** A name that no other performance has. */
  readonly newIntent: () => string
}

/** A performance that was asked for here, until its outcome has come. */
export interface Running {
  readonly pane: PaneId
  tell: ((phase: Phase) => void) | undefined
  settle: (outcome: Outcome) => void
}
