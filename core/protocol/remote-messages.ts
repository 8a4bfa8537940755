import * as v from 'valibot'
import type { Ms } from '../base/event.ts'
import type { PressAction } from './messages.ts'
import { TIMER } from '../talk/timer.ts'

/**
 * Everything that travels between a phone and its own listener. A phone asks for a press and names
 * the stage revision that it has seen. No message can type, perform or name a step.
 */
export const REMOTE_PROTOCOL = 1

/** The largest message of a phone, in bytes: twice the size of a press with the longest `seen`. */
export const REMOTE_LIMIT = 2 * 1024

/** The address of the QR code that a phone scans from the stage. */
export const REMOTE_CODE = '/remote.svg'

/** The digits of a PIN. */
export const PIN = /^\d{6}$/

/**
 * A press that is older than this is not done, because a phone's radio may hold a message back for
 * half a minute and deliver it then. Twice the delay that was measured on a bad venue network.
 */
export const STALE: Ms = 3_000

/** What a phone may ask for. */
const ACTIONS = ['next', 'back', 'toggle', 'fallback', 'rescue'] as const satisfies PressAction[]
export type RemoteAction = (typeof ACTIONS)[number]

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 40))
const id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,64}$/))
const words = v.pipe(v.string(), v.maxLength(2_000))

const remoteMessage = v.variant('type', [
  v.strictObject({
    type: v.literal('hello'),
    protocol: v.number(),
    pin: v.exactOptional(v.pipe(v.string(), v.regex(PIN))),
    token: v.exactOptional(v.pipe(v.string(), v.maxLength(200))),
  }),
  v.strictObject({
    type: v.literal('press'),
    id,
    action: v.picklist(ACTIONS),
    /** The `place` of the view that was pressed on. */
    seen: v.pipe(v.string(), v.maxLength(300)),
    /** The newest beat that the phone has heard: it dates the press on the server's clock. */
    beat: count,
  }),
  v.strictObject({ type: v.literal('timer'), action: v.picklist(TIMER) }),
  v.strictObject({ type: v.literal('tick') }),
])
export type RemoteMessage = v.InferOutput<typeof remoteMessage>

const light = v.object({
  pane: words,
  mode: v.picklist(['live', 'replay']),
  now: v.picklist(['ready', 'running', 'done', 'failed']),
  /** Why it is a replay, or how it failed. */
  why: v.exactOptional(words),
})
const view = v.object({
  /** The title of the deck; empty while no window shows one. */
  deck: words,
  /** The value that a press sends as `seen`; null: there is nothing to press. */
  place: v.nullable(words),
  slide: v.exactOptional(v.object({ number: count, total: count })),
  next: v.object({
    does: v.picklist(['step', 'finish', 'busy', 'fragment', 'slide', 'end', 'nothing']),
    /** The number of the step among those of its demo, from 1. */
    step: v.exactOptional(v.object({ number: count, total: count })),
    caption: v.exactOptional(words),
    /**
     * What the step would do instead of running live, as the green room knows it. No reason is
     * sent.
     */
    would: v.exactOptional(v.picklist(['replay', 'fail'])),
    commands: v.array(v.object({ pane: words, text: words })),
  }),
  /** One for each pane of the demo on the slide. */
  lights: v.array(light),
  /** Which of the other buttons have an effect. */
  can: v.object({
    back: v.boolean(),
    fallback: v.boolean(),
    live: v.boolean(),
    rescue: v.boolean(),
  }),
  /** What is wrong on the stage, for people. */
  trouble: v.exactOptional(words),
  /**
   * The timer of the talk, in ms at the time of sending; `planned` from the deck's front matter.
   */
  timer: v.object({ running: v.boolean(), elapsed: count, planned: v.exactOptional(count) }),
})
export type RemoteView = v.InferOutput<typeof view>
export type Light = v.InferOutput<typeof light>

const stageMessage = v.variant('type', [
  v.object({
    type: v.literal('welcome'),
    /** The number of this phone, as the terminal shows it. */
    remote: count,
    token: v.exactOptional(v.string()),
    beat: count,
    view,
  }),
  v.object({ type: v.literal('view'), view }),
  v.object({
    type: v.literal('pressed'),
    id,
    done: v.boolean(),
    why: v.exactOptional(words),
  }),
  v.object({ type: v.literal('tick'), beat: count }),
])
/** A message to a phone. */
export type StageMessage = v.InferOutput<typeof stageMessage>

export function decodeRemote(text: string): RemoteMessage | null {
  return decode(remoteMessage, text)
}

export function decodeStage(text: string): StageMessage | null {
  return decode(stageMessage, text)
}

export function encodeRemote(message: RemoteMessage | StageMessage): string {
  return JSON.stringify(message)
}

function decode<T extends v.GenericSchema>(schema: T, text: string): v.InferOutput<T> | null {
  try {
    const result = v.safeParse(schema, JSON.parse(text))
    return result.success ? result.output : null
  } catch {
    return null // Not JSON.
  }
}
