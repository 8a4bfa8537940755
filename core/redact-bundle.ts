import type { DemoBundle, PaneTakeJson, TakeJson } from './bundle.ts'
import { redact, redactPieces } from './redact.ts'

/** A bundle without the literal secrets, whatever part of it they stand in; times are kept. */
export function redactBundle(bundle: DemoBundle, secrets: readonly string[]): DemoBundle {
  if (secrets.every((secret) => secret === '')) return bundle
  const take = bundle.take && redactTake(bundle.take, secrets)
  return words({ ...bundle, take }, secrets) as DemoBundle
}

function redactTake(take: TakeJson, secrets: readonly string[]): TakeJson {
  const panes = Object.entries(take.panes).map(
    ([id, pane]) => [id, redactPane(pane, secrets)] as const,
  )
  return { ...take, panes: Object.fromEntries(panes) }
}

/** What is printed at the end of one step and the beginning of the next stands on one screen. */
function redactPane(pane: PaneTakeJson, secrets: readonly string[]): PaneTakeJson {
  const events = pane.segments.flatMap((segment) => segment.events)
  const output = events.filter(([, code]) => code === 'o').map(([, , data]) => data)
  const clean = redactPieces(output, secrets)
  let next = 0
  return {
    ...pane,
    segments: pane.segments.map((segment) => ({
      ...segment,
      events: segment.events.map(([at, code, data]) =>
        code === 'o' ? [at, code, clean[next++] ?? ''] : [at, code, data],
      ),
    })),
  }
}

/** Every text by itself: titles, captions, markers, screens. Keys are names and stay. */
function words(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return redact(value, secrets)
  if (Array.isArray(value)) return value.map((each) => words(each, secrets))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, words(each, secrets)] as const),
  )
}
