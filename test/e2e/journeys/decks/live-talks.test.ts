import { afterAll, beforeAll, expect, onTestFinished } from 'vitest'
import { openWindow, type Window } from '../../../support/browser/browser.ts'
import { holdLab, TURN } from '../../../support/lab.ts'
import { itNeeds } from '../../../support/needs.ts'
import { DECKS, LIMIT, LIVE, onStage, playAll, type Opened } from '../../support/whole-talk.ts'

let window: Window
beforeAll(async () => {
  window = await openWindow({ width: 1920, height: 1080 })
})
afterAll(() => window.close())

itNeeds('lab')(
  'each talk plays live to its last slide, without a fallback',
  { timeout: TURN + LIMIT },
  async () => {
    onTestFinished(await holdLab())
    const opened: Opened[] = []
    for (const deck of DECKS) opened.push(await onStage(window.context, deck, 'live'))
    expect(await playAll(opened, 'LIVE', LIVE)).toEqual([])
  },
)
