import type { Clock } from '../../core/base/clock.ts'
import type { PaneId, StepId } from '../../core/demo/model.ts'
import type { Performance, Phase } from '../../core/playback/driver.ts'
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

/** Why something is not done, where nothing else is known. */
export const GONE = 'the server is gone'

export type Changed = Extract<ServerMessage, { type: 'changed' }>
export type Welcome = Extract<ServerMessage, { type: 'welcome' }>

/** A press that another window or a phone asks this one for. */
export type ForwardedPress = Extract<ServerMessage, { type: 'press' }>
/** Where the timer of the talk stands. */
export type ConnectionTiming = Extract<ServerMessage, { type: 'timer' }>

export interface Status {
  readonly at: 'connecting' | 'open' | 'lost' | 'refused'
  readonly role: Role | null
  /** Whether any window has control of the stage. */
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
  /** Hears where the presenter is. Only mirrors are told. */
  onPosition(hear: (position: Position) => void): Stop
  /** Hears the health of decks: at once what is known, then every change. */
  onHealth(hear: (health: DeckHealth) => void): Stop
  /** Asks the server to check a deck now; the answer comes through `onHealth`. */
  check(deck: string): void
  attach(demo: string, pane: PaneId, emit: Emit): Stop
  perform(demo: string, pane: PaneId, step: StepId, tell?: (phase: Phase) => void): Performance
  /** Joins a performance that began before this page was loaded; never starts one. */
  resume(intent: string, pane: PaneId, tell?: (phase: Phase) => void): Performance
  /** The intent of a pane's latest performance, if that was of this step; the position names it. */
  intent(demo: string, pane: PaneId, step: StepId): string | undefined
  /** Opens a shell to type into by hand. Resolves to null, or to why there is none. */
  openShell(demo: string, pane: PaneId): Promise<string | null>
  input(demo: string, pane: PaneId, data: string): void
  rescue(demo: string): void
  rejoin(demo: string, step: StepId): Promise<boolean>
  /** Tells where the stage is. `demos` need only hold those that have moved since the last call. */
  publish(change: Position): void
  /** Asks the window that has control. Resolves to what became of the press, and never rejects. */
  press(action: PressAction, seen: string): Promise<Pressed>
  /** Hears what other windows and phones ask of this one; the return value is the answer. */
  onPress(hear: (press: ForwardedPress) => Pressed): Stop
  timer(action: TimerAction): void
  /** Hears how a phone joins and how many have: at once what is known, then every change. */
  onRemote(hear: (desk: RemoteDesk) => void): Stop
  /** Hears where the talk's timer stands: at once what is known, then every start, pause and reset. */
  onTimer(hear: (timer: ConnectionTiming) => void): Stop
  /** Hears which decks and demos were saved, if the server watches files (`--watch`). */
  onChange(hear: (changed: Changed) => void): Stop
  /** Hears which demos can run, at every change. */
  onLive(hear: (live: Welcome['live']) => void): Stop
  /** Resolves to what a demo would run and use, or to a sentence why there is nothing to show. */
  inspect(demo: string): Promise<TrustSheet | string>
  /** Approves what was shown with this hash. Resolves to null when done, else to why not. */
  approve(demo: string, hash: string): Promise<string | null>
  /** Takes a fresh ticket: it is shown at once without a connection, else when this one is lost. */
  admit(ticket: string): void
  take(): void
  /** Gives control back to a window of the deck. */
  give(): void
  close(): void
}

export interface ConnectionOptions {
  readonly open: () => Wire
  readonly clock: Clock
  /** The project that this page's server shows, for a visitor with another server's ticket; null: unknown. */
  readonly project: string | null
  /** The one-time ticket of the printed link, and the token it was exchanged for. */
  readonly secrets: { ticket?: string; token?: string }
  readonly keep: (token: string) => void
  /** `mirror`: this page looks on, and leaves a free stage to others. */
  readonly as?: 'mirror' | undefined
  /** A name that no other page has, by which the server recognises a page that reconnects. */
  readonly page: string
  /** A name that no other performance has. */
  readonly newIntent: () => string
}
