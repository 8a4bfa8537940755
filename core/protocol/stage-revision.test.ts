import { expect, it } from 'vitest'
import { placeOf } from './stage-revision.ts'

it('differs for each slide, fragment, step and press', () => {
  const at = { deck: 'talk', h: 1, v: 0, f: -1 }
  const on = { demo: 'one', standing: { step: 2, at: 'ready' } } as const
  const places = [
    placeOf(at, null, 0),
    placeOf({ ...at, h: 2 }, null, 0),
    placeOf({ ...at, v: 1 }, null, 0),
    placeOf({ ...at, f: 0 }, null, 0),
    placeOf({ ...at, deck: 'other' }, null, 0),
    placeOf(at, on, 0),
    placeOf(at, { ...on, demo: 'two' }, 0),
    placeOf(at, { ...on, standing: { step: 3, at: 'ready' } }, 0),
    placeOf(at, { ...on, standing: { step: 2, at: 'running' } }, 0),
    // Live ⇄ replay, pressed in two places at once, acts once.
    placeOf(at, on, 1),
  ]
  expect(new Set(places).size).toBe(places.length)
})
