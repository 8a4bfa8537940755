import * as v from 'valibot'
import { healthSchema } from '../health/health.ts'
import { count, intent, name, outcome, place, position } from './position.ts'
import { TIMER } from '../talk/timer.ts'
import { trustSheet } from '../trust/sheet.ts'
import { byName } from '../base/by-name.ts'

/**
 * Everything that travels on the socket besides the binary frames (`binary-frame.ts`). A browser
 * only names things: no field of any message reaches a command, an argument, a path or an
 * environment.
 */
export const PROTOCOL = 1

/**
 * The largest text message that a server accepts, in bytes. The positions of many demos are sent in
 * several messages, each with what has changed.
 */
export const MESSAGE_LIMIT = 64 * 1024

/**
 * The longest message that a page accepts, in characters. A `welcome` says where all demos of a
 * deck stand.
 */
const TOLD_LIMIT = 16 * 1024 * 1024

/** Characters of typing in one message; longer text is sent in several. */
export const INPUT_LIMIT = 16 * 1024

const channel = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff))
const secret = v.pipe(v.string(), v.maxLength(200))

/** What another window or a phone may ask of the window that has control. */
export const PRESSES = ['next', 'back', 'toggle', 'fallback', 'rescue', 'skip'] as const
const id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,64}$/))
const pressAction = v.picklist(PRESSES)
/** For people, where something was not done. */
const why = v.exactOptional(v.pipe(v.string(), v.maxLength(200)))
export type PressAction = (typeof PRESSES)[number]
/** The result of a press. */
export type Pressed = { readonly done: true } | { readonly done: false; readonly why: string }

const hello = v.strictObject({
  type: v.literal('hello'),
  protocol: v.number(),
  ticket: v.exactOptional(secret),
  token: v.exactOptional(secret),
  /** A mirror only watches, and never takes free control. */
  as: v.exactOptional(v.literal('mirror')),
  /** Names the page in each of its hellos, so that it gets back the control that it had. */
  page: v.exactOptional(id),
})
export type Hello = v.InferOutput<typeof hello>

const clientMessage = v.variant('type', [
  hello,
  /** Asks for control: this window becomes the presenter, and the other one a mirror. */
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
  /** A reloaded page asks for the result of a performance. This never starts one. */
  v.strictObject({ type: v.literal('resume'), intent, pane: name }),
  v.strictObject({ type: v.literal('hurry'), intent, pane: name }),
  v.strictObject({ type: v.literal('cancel'), intent, pane: name }),
  v.strictObject({
    type: v.literal('input'),
    demo: name,
    pane: name,
    data: v.pipe(v.string(), v.maxLength(INPUT_LIMIT)),
  }),
  /**
   * Somebody wants to type here. A shell is opened where there is none, and nothing is interrupted.
   */
  v.strictObject({ type: v.literal('open'), demo: name, pane: name }),
  v.strictObject({ type: v.literal('rescue'), demo: name }),
  v.strictObject({ type: v.literal('rejoin'), demo: name, step: name }),
  v.strictObject({ type: v.literal('position'), position }),
  /** Checks now what can run live in a deck. The sender gets `health` as the answer. */
  v.strictObject({ type: v.literal('check'), deck: name }),
  /** Asks the window that has control to do this. */
  v.strictObject({ type: v.literal('press'), id, action: pressAction, seen: place }),
  /** The answer to `wake`: this window is awake, and the press may come. */
  v.strictObject({ type: v.literal('awake'), id }),
  /** The answer of the window that has control. */
  v.strictObject({ type: v.literal('pressed'), id, done: v.boolean(), why }),
  v.strictObject({ type: v.literal('timer'), action: v.picklist(TIMER) }),
  /** Asks what this demo would run and use. */
  v.strictObject({ type: v.literal('inspect'), demo: name }),
  /** The presenter has seen the sheet with this hash, and lets the demo run on this machine. */
  v.strictObject({
    type: v.literal('approve'),
    demo: name,
    hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  }),
])
export type ClientMessage = v.InferOutput<typeof clientMessage>

/**
 * How a phone joins, shown to the presenter only: the address, the PIN, and how many are connected.
 */
const desk = v.object({ address: v.string(), pin: v.string(), connected: count })
export type RemoteDesk = v.InferOutput<typeof desk>

const size = v.object({ cols: v.number(), rows: v.number() })
const live = v.variant('ok', [
  v.object({ ok: v.literal(true) }),
  v.object({
    ok: v.literal(false),
    why: v.string(),
    /** Only an approval is missing. */
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
    /** How often files have been saved so far (`present --watch`). */
    saves: v.exactOptional(count),
    position: v.nullable(position),
    live: byName(v.string(), live),
  }),
  v.object({ type: v.literal('role'), role }),
  /** Tells windows without control whether any window has it. */
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
  /** The answer to `open`: there is a shell to type into, or `why` there is none. */
  v.object({
    type: v.literal('opened'),
    demo: v.string(),
    pane: v.string(),
    why: v.nullable(v.string()),
  }),
  v.object({ type: v.literal('rejoined'), demo: v.string(), step: v.string(), ok: v.boolean() }),
  v.object({ type: v.literal('position'), position }),
  /** The health of a deck, sent to every window whenever it changes. */
  v.object({ type: v.literal('health'), health: healthSchema }),
  /** Somebody presses elsewhere: asks whether this window is awake. */
  v.object({ type: v.literal('wake'), id }),
  /** `within`: milliseconds until the sender of the press is told that nothing was done. */
  v.object({
    type: v.literal('press'),
    from: v.picklist(['window', 'remote']),
    id,
    action: pressAction,
    seen: place,
    within: count,
  }),
  v.object({ type: v.literal('pressed'), id, done: v.boolean(), why }),
  /** The timer of the talk; `elapsed` in ms at the time of sending. */
  v.object({ type: v.literal('timer'), running: v.boolean(), elapsed: count }),
  v.object({ type: v.literal('remote'), desk }),
  /** Which demos can run has changed. */
  v.object({ type: v.literal('live'), live: byName(v.string(), live) }),
  /** An author has saved these files, and the window shows them (`present --watch`). */
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
  /** The demo is approved; with `why` it is not, for this reason. */
  v.object({ type: v.literal('approved'), demo: v.string(), why: v.exactOptional(v.string()) }),
  /** The request was not carried out, and why. The socket stays open. */
  v.object({ type: v.literal('refused'), what: v.string(), why: v.string() }),
])
export type ServerMessage = v.InferOutput<typeof serverMessage>
export type Role = v.InferOutput<typeof role>

/** Close codes. The socket ends, and the page says why in a sentence. */
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
    return null // Not JSON: the caller closes the socket with BadMessage
  }
}
