import * as v from 'valibot'
import { healthSchema } from '../health/health.ts'
import { count, intent, name, outcome, place, position } from './position.ts'
import { TIMER } from '../talk/timer.ts'
import { trustSheet } from '../trust/sheet.ts'
import { byName } from '../base/by-name.ts'

/**
 * Everything that travels on the socket besides the binary frames of `frame.ts`. A browser names
 * things; no field of any message reaches a command, an argument, a path or an environment.
 */
export const PROTOCOL = 1

/**
 * The largest text message that a server takes, in bytes. A position of many demos is told in several,
 * each of what has changed.
 */
export const MESSAGE_LIMIT = 64 * 1024

/** The longest that a page takes, in characters: a welcome says where all demos of a deck stand. */
const TOLD_LIMIT = 16 * 1024 * 1024

/** Characters of typing in one message; what is longer travels in several. */
export const INPUT_LIMIT = 16 * 1024

const channel = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff))
const secret = v.pipe(v.string(), v.maxLength(200))

/** What may be asked of the window that has control, from another window or a phone. */
export const PRESSES = ['next', 'back', 'toggle', 'fallback', 'rescue', 'skip'] as const
const id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,64}$/))
const pressAction = v.picklist(PRESSES)
const why = v.exactOptional(v.pipe(v.string(), v.maxLength(200)))
export type PressAction = (typeof PRESSES)[number]
/** What became of a press. */
export type Pressed = { readonly done: true } | { readonly done: false; readonly why: string }

const hello = v.strictObject({
  type: v.literal('hello'),
  protocol: v.number(),
  ticket: v.exactOptional(secret),
  token: v.exactOptional(secret),
  /** This window only looks on: it leaves a lease that is free to others. */
  as: v.exactOptional(v.literal('mirror')),
  /** The same in each hello of one page: it comes back for the control that it had. */
  page: v.exactOptional(id),
})
export type Hello = v.InferOutput<typeof hello>

const clientMessage = v.variant('type', [
  hello,
  /** Ask for control: this window is the presenter from now on, the other one mirrors. */
  v.strictObject({ type: v.literal('take') }),
  /** Gives control to the window of the deck that has been there longest. */
  v.strictObject({ type: v.literal('give') }),
  v.strictObject({ type: v.literal('tick') }),
  v.strictObject({ type: v.literal('attach'), channel, demo: name, pane: name }),
  v.strictObject({ type: v.literal('detach'), channel }),
  v.strictObject({ type: v.literal('ack'), channel, bytes: count }),
  v.strictObject({
    type: v.literal('perform'),
    intent,
    demo: name,
    step: name,
    panes: v.pipe(v.array(name), v.minLength(1), v.maxLength(16)),
  }),
  /** A reloaded page asks what became of a performance; it never starts one. */
  v.strictObject({ type: v.literal('resume'), intent, pane: name }),
  v.strictObject({ type: v.literal('hurry'), intent, pane: name }),
  v.strictObject({ type: v.literal('cancel'), intent, pane: name }),
  v.strictObject({
    type: v.literal('input'),
    demo: name,
    pane: name,
    data: v.pipe(v.string(), v.maxLength(INPUT_LIMIT)),
  }),
  /** A hand wants to type here: a shell is opened where there is none; nothing is interrupted. */
  v.strictObject({ type: v.literal('open'), demo: name, pane: name }),
  v.strictObject({ type: v.literal('rescue'), demo: name }),
  v.strictObject({ type: v.literal('rejoin'), demo: name, step: name }),
  v.strictObject({ type: v.literal('position'), position }),
  /** Look at a deck now: what can run live here? The answer is `health`, to whoever asked. */
  v.strictObject({ type: v.literal('check'), deck: name }),
  /**
   * Asks the window that has control to do this. `seen`: the place that whoever presses has seen; it is
   * done there or not at all.
   */
  v.strictObject({ type: v.literal('press'), id, action: pressAction, seen: place }),
  /** It was asked whether it is awake, and is: the press may come. */
  v.strictObject({ type: v.literal('awake'), id }),
  /** That window's answer. `why`: for people, where it was not done. */
  v.strictObject({ type: v.literal('pressed'), id, done: v.boolean(), why }),
  v.strictObject({ type: v.literal('timer'), action: v.picklist(TIMER) }),
  /** What would this demo run and use? */
  v.strictObject({ type: v.literal('inspect'), demo: name }),
  /** The presenter has seen what has this hash, and lets it run on this machine. */
  v.strictObject({
    type: v.literal('approve'),
    demo: name,
    hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  }),
])
export type ClientMessage = v.InferOutput<typeof clientMessage>

/** How a phone joins, for the presenter's eyes: where, the PIN, and how many are in. */
const desk = v.object({ address: v.string(), pin: v.string(), connected: count })
export type RemoteDesk = v.InferOutput<typeof desk>

const size = v.object({ cols: v.number(), rows: v.number() })
const live = v.variant('ok', [
  v.object({ ok: v.literal(true) }),
  v.object({
    ok: v.literal(false),
    why: v.string(),
    /** Nothing is missing but somebody's approval. */
    asks: v.exactOptional(v.literal('approval')),
  }),
])
const role = v.picklist(['presenter', 'mirror'])
const serverMessage = v.variant('type', [
  v.object({
    type: v.literal('welcome'),
    protocol: v.number(),
    role,
    token: v.exactOptional(v.string()),
    /** How often files were saved by now (`present --watch`). */
    saves: v.exactOptional(count),
    position: v.nullable(position),
    live: byName(v.string(), live),
  }),
  v.object({ type: v.literal('role'), role }),
  /** For windows without control: does any window have it? */
  v.object({ type: v.literal('stage'), held: v.boolean() }),
  v.object({ type: v.literal('tick') }),
  v.object({
    type: v.literal('reset'),
    channel,
    offset: count,
    snapshot: v.object({ size, screen: v.string() }),
  }),
  v.object({ type: v.literal('exit'), channel, status: v.number() }),
  v.object({
    type: v.literal('phase'),
    intent: v.string(),
    pane: v.string(),
    phase: v.picklist(['setup', 'typing', 'running']),
  }),
  v.object({ type: v.literal('outcome'), intent: v.string(), pane: v.string(), outcome }),
  /** There is a shell to type into, or why there is none. */
  v.object({
    type: v.literal('opened'),
    demo: v.string(),
    pane: v.string(),
    why: v.nullable(v.string()),
  }),
  v.object({ type: v.literal('rejoined'), demo: v.string(), step: v.string(), ok: v.boolean() }),
  v.object({ type: v.literal('position'), position }),
  /** How a deck was found to be; to every window whenever it has changed. */
  v.object({ type: v.literal('health'), health: healthSchema }),
  /** Somebody presses elsewhere: is this window awake? */
  v.object({ type: v.literal('wake'), id }),
  /** `within`: milliseconds until whoever pressed is told that nothing was done. */
  v.object({
    type: v.literal('press'),
    from: v.picklist(['window', 'remote']),
    id,
    action: pressAction,
    seen: place,
    within: count,
  }),
  v.object({ type: v.literal('pressed'), id, done: v.boolean(), why }),
  /** Of the talk; `elapsed` in ms, when this was sent. */
  v.object({ type: v.literal('timer'), running: v.boolean(), elapsed: count }),
  v.object({ type: v.literal('remote'), desk }),
  /** Which demos can run has changed. */
  v.object({ type: v.literal('live'), live: byName(v.string(), live) }),
  /** An author has saved these, and asked to see it (`present --watch`). */
  v.object({
    type: v.literal('changed'),
    decks: v.pipe(v.array(v.string()), v.readonly()),
    demos: v.pipe(v.array(v.string()), v.readonly()),
  }),
  v.object({
    type: v.literal('inspected'),
    demo: v.string(),
    sheet: v.nullable(trustSheet),
    why: v.exactOptional(v.string()),
  }),
  /** Without `why` it is approved. */
  v.object({ type: v.literal('approved'), demo: v.string(), why: v.exactOptional(v.string()) }),
  /** What was asked is not done, and why. The socket lives. */
  v.object({ type: v.literal('refused'), what: v.string(), why: v.string() }),
])
export type ServerMessage = v.InferOutput<typeof serverMessage>
export type Role = v.InferOutput<typeof role>

/** Close codes: the socket ends, and the page says why in a sentence. */
export const Close = {
  BadMessage: 4400,
  Unauthorised: 4401,
  /** The hello did not come in time, as on a busy machine: the page tries again. */
  Late: 4408,
  Version: 4409,
  TooSlow: 4429,
  Gone: 4410,
} as const

export function decodeClient(text: string): ClientMessage | null {
  return decode(clientMessage, text, MESSAGE_LIMIT)
}

export function decodeServer(text: string): ServerMessage | null {
  return decode(serverMessage, text, TOLD_LIMIT)
}

export function encode(message: ClientMessage | ServerMessage): string {
  return JSON.stringify(message)
}

function decode<T extends v.GenericSchema>(
  schema: T,
  text: string,
  limit: number,
): v.InferOutput<T> | null {
  if (text.length > limit) return null
  try {
    const result = v.safeParse(schema, JSON.parse(text))
    return result.success ? result.output : null
  } catch {
    return null // not JSON: the caller closes the socket with BadMessage
  }
}
