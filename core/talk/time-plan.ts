import type { Ms } from '../base/event.ts'
import { defined } from '../base/defined.ts'

/** The times in the notes of a slide. */
interface Said {
  /** When it is meant to begin: notes that begin with `12:30,`. */
  readonly start?: Ms
  /** How long it is meant to take: `2 minutes`, `2 minutes 30`, `45 seconds` in their first sentence. */
  readonly takes?: Ms
}

/** For a slide of which nothing is said, in a talk without a duration. */
const USUAL: Ms = 60_000

export function saidOf(notes: string | undefined): Said {
  const first = notes?.trim().split(/\n|[.!?](?:\s|$)/)[0] ?? ''
  const at = /^(\d{1,3}):(\d\d)\b/.exec(first)
  const took = /(\d{1,3}) ?min(?:ute)?s?\b(?: (\d\d?)\b)?/.exec(first)
  const short = /(\d{1,3}) ?s(?:ec(?:ond)?s?)?\b/.exec(first)
  const ms = (minutes: string | undefined, seconds: string | undefined) =>
    (Number(minutes ?? 0) * 60 + Number(seconds ?? 0)) * 1_000
  const takes = took ? ms(took[1], took[2]) : short ? ms('0', short[1]) : undefined
  return defined({ start: at ? ms(at[1], at[2]) : undefined, takes })
}

/**
 * When each slide is meant to begin, and last when the talk ends, computed from the notes and the
 * duration of the deck. Slides without a time share the rest evenly. Null when no time is known at
 * all.
 */
export function planOf(
  notes: readonly (string | undefined)[],
  duration: Ms | undefined,
): readonly Ms[] | null {
  const said = notes.map(saidOf)
  const nothing = said.every(({ start, takes }) => start === undefined && takes === undefined)
  if (notes.length === 0 || (nothing && duration === undefined)) return null
  const anchors: [number, Ms][] = [[0, 0]]
  said.forEach(({ start }, n) => {
    const [, last] = anchors.at(-1) ?? [0, 0]
    if (n > 0 && start !== undefined && start >= last) anchors.push([n, start])
  })
  const [from, since] = anchors.at(-1) ?? [0, 0]
  const rest = said.slice(from).reduce((sum, { takes = USUAL }) => sum + takes, 0)
  anchors.push([notes.length, duration === undefined ? since + rest : Math.max(since, duration)])
  const starts: Ms[] = []
  for (const [n, [first, begins]] of anchors.entries()) {
    const [next, ends] = anchors[n + 1] ?? [first, begins]
    const here = said.slice(first, next)
    const told = here.reduce((sum, { takes = 0 }) => sum + takes, 0)
    const untold = here.filter(({ takes }) => takes === undefined).length
    // Where every slide has a time and they do not add up, all are stretched alike.
    const share = untold > 0 ? Math.max(0, ends - begins - told) / untold : 0
    const scale = told + share * untold > 0 ? (ends - begins) / (told + share * untold) : 0
    let at = begins
    for (const { takes } of here) {
      starts.push(Math.round(at))
      at += (takes ?? share) * scale
    }
  }
  return [...starts, anchors.at(-1)?.[1] ?? 0]
}
