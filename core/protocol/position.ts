import * as v from 'valibot'
import { byName } from '../base/by-name.ts'

/** Names of decks, demos, panes and steps. */
export const name = v.pipe(v.string(), v.maxLength(80), v.regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u))
export const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 40))
export const intent = v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{8,64}$/))

const measured = {
  status: v.exactOptional(v.number()),
  duration: v.number(),
  lines: v.number(),
}
const why = v.picklist([
  'timeout',
  'exit',
  'expect',
  'pattern',
  'missing',
  'inside',
  'offline',
  'ended',
  'cancelled',
  'hand',
])
export const outcome = v.variant('ok', [
  v.object({ ok: v.literal(true), ...measured }),
  v.object({
    ok: v.literal(false),
    why,
    detail: v.exactOptional(v.pipe(v.string(), v.maxLength(500))),
    status: v.exactOptional(v.number()),
    duration: v.exactOptional(v.number()),
    lines: v.exactOptional(v.number()),
  }),
])

/** Where one demo stands, as the presenter's page said last. */
const standing = v.strictObject({
  step: count,
  at: v.picklist(['ready', 'running', 'held', 'done']),
  /** As in the runner's state. */
  missed: v.exactOptional(count),
  replayed: v.exactOptional(v.literal(true)),
  /** The last notice of the runner to the presenter. */
  notice: v.exactOptional(v.pipe(v.string(), v.maxLength(500))),
  panes: byName(
    name,
    v.strictObject({
      mode: v.picklist(['live', 'replay']),
      cause: v.picklist(['none', 'hand', 'fault', 'rejoin', 'inside']),
      why: v.exactOptional(v.pipe(v.string(), v.maxLength(500))),
      phase: v.picklist(['idle', 'setup', 'typing', 'running', 'done', 'failed']),
      outcome: v.exactOptional(outcome),
      /** The performance that runs or ran last, for a page that was reloaded in the middle of it. */
      intent: v.exactOptional(intent),
    }),
  ),
})
/**
 * What *next* would do: `finish` completes the typing, `busy` does nothing because a command runs,
 * …
 */
const next = v.variant('kind', [
  v.strictObject({ kind: v.literal('step'), demo: name, step: name }),
  v.strictObject({ kind: v.picklist(['finish', 'busy', 'fragment', 'slide', 'end']) }),
])
export type Next = v.InferOutput<typeof next>

/** Made by `placeOf`. It is compared as a whole, and never taken apart. */
export const place = v.pipe(
  v.string(),
  v.maxLength(300),
  v.regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u),
)
export const position = v.strictObject({
  deck: name,
  h: count,
  v: count,
  /** Reveal's index of the last fragment shown; -1 for none. */
  f: v.pipe(v.number(), v.integer(), v.minValue(-1), v.maxValue(10_000)),
  demos: byName(name, standing),
  next,
  place,
})
export type Position = v.InferOutput<typeof position>
export type Standing = v.InferOutput<typeof standing>

/** Whether anything was shown after the opening: another slide, a fragment, a step. */
export function hasBegun({ h, v: down, f, demos }: Position): boolean {
  const steps = Object.values(demos).some(({ step, at }) => step > 0 || at !== 'ready')
  return h > 0 || down > 0 || f > -1 || steps
}

/**
 * The most demos to remember: more than any deck has, and a bound for a page that makes up names.
 */
const DEMOS_LIMIT = 4_096

/**
 * The position of the stage after `to`. A window names only the demos whose state has changed since
 * its last message. Demos that are not named stay the same objects.
 */
export function movedTo(before: Position | null, to: Position): Position {
  if (before?.deck !== to.deck) return to
  const demos = { ...before.demos, ...to.demos }
  const names = Object.keys(demos)
  if (names.length <= DEMOS_LIMIT) return { ...to, demos }
  return { ...to, demos: Object.fromEntries(Object.entries(demos).slice(0, DEMOS_LIMIT)) }
}
