import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, describe, expect, it } from 'vitest'
import type { RemoteView } from '../../../core/protocol/remote-messages.ts'
import { PAUSE } from '../../../server/remote/pin.ts'
import { dim } from '../support/contrast.ts'
import { READY, serveRemote } from '../support/fake-remote.ts'
import { leavePhones, openPhone, type Phone } from '../support/onphone.ts'

/** Tests of the look of a phone, in every state and orientation; pictures go to test/shots/. */
const shots = join(import.meta.dirname, '../../shots')
mkdirSync(shots, { recursive: true })

const BUSY: Partial<RemoteView> = {
  place: 'busy',
  next: { does: 'busy', commands: [] },
  lights: [
    { pane: 'docker', mode: 'live', now: 'running' },
    { pane: 'runc', mode: 'live', now: 'running' },
  ],
}
const HELD: Partial<RemoteView> = {
  place: 'held',
  lights: [
    { pane: 'docker', mode: 'replay', now: 'done', why: 'took longer than 10 s' },
    { pane: 'runc', mode: 'live', now: 'failed', why: 'exit 137' },
  ],
  trouble: 'limits failed: exit 137. Next goes on, fall back shows the recording',
  timer: { running: false, elapsed: 1_561_000, planned: 1_500_000 },
}
const LONG = 'docker buildx build --platform linux/amd64,linux/arm64,linux/s390x --push -t '
/** Everything at once, and four panes: more than any talk shows. */
const CROWDED: Partial<RemoteView> = {
  ...HELD,
  place: 'crowded',
  trouble:
    'ppc64le-hello failed: the registry that it asks for it does no…. Next goes on, fall back shows the recording',
  next: {
    ...READY.next,
    would: 'fail',
    caption: 'One name, four machines: each asks the same registry and is given what it can run.',
    commands: ['amd64', 'arm64', 'ppc64le', 's390x'].map((pane) => ({
      pane,
      text: `${LONG.repeat(4)}${pane}`.slice(0, 300),
    })),
  },
  lights: [
    { pane: 'amd64', mode: 'live', now: 'failed', why: 'exit 137' },
    { pane: 'arm64', mode: 'replay', now: 'done', why: 'the Docker engine does not answer' },
    { pane: 'ppc64le', mode: 'live', now: 'running' },
    { pane: 's390x', mode: 'replay', now: 'ready' },
  ],
  timer: { running: false, elapsed: 7_561_000, planned: 1_500_000 },
}
const FOUR: Partial<RemoteView> = { ...CROWDED, place: 'four', next: READY.next }

let phone: Phone
let served: Awaited<ReturnType<typeof serveRemote>>
afterEach(async () => {
  try {
    await leavePhones([phone])
  } finally {
    await served.stop()
  }
})

describe.each([
  [360, 740],
  [390, 844],
  [360, 640],
  [360, 600],
  [740, 360],
] as const)(
  'at %i × %i it fits, is legible, and every button is large enough for a thumb',
  (width, height) => {
    it('in every state', async () => {
      served = await serveRemote()
      phone = await openPhone(`${served.origin}/`, { width, height })
      const { page } = phone
      const look = async (name: string) => {
        await page.screenshot({ path: join(shots, `remote-${name}-${width}x${height}.png`) })
        expect(await faults(page), name).toEqual(NONE)
      }
      /** Shows this view, and waits until the page has it. */
      const show = async (view: Partial<RemoteView>, mark: string, name: string) => {
        served.show(view)
        await page.waitForSelector(mark)
        await look(name)
      }
      await look('pairing')
      const { remote } = served
      expect(await phone.fail(remote.pin() === '000000' ? '000001' : '000000')).toMatch(
        /^That is not the PIN/,
      )
      await look('wrong-pin')
      await new Promise((resolve) => setTimeout(resolve, PAUSE)) // the wait after a wrong PIN
      await phone.pair(remote.pin())
      await look('ready')
      await show(
        { place: 'a', next: { ...READY.next, would: 'replay' } },
        '.would:text("Not")',
        'health',
      )
      await page.tap('.rescue')
      await look('rescue')
      await page.tap('.no')
      await show(BUSY, '[data-does="busy"]', 'running')
      await show(HELD, '[data-kind="failed"]', 'held')
      await show({ ...HELD, ...FOUR, trouble: '' }, '.light:nth-child(4)', 'four')
      await show(CROWDED, '.would:text("fail")', 'crowded')
      await page.tap('.rescue')
      await look('crowded-rescue')
      await page.tap('.no')
      await show(
        { place: 'd', next: { does: 'slide', commands: [] }, lights: [] },
        '[data-does="slide"]',
        'slide',
      )
      await show({ ...READY, ...HELD }, '[data-kind="failed"]', 'again')
      await served.stop()
      await page.waitForSelector('[data-at="lost"]')
      await look('disconnected')
      served = await serveRemote()
    })

    it('after it was disconnected', async () => {
      served = await serveRemote()
      phone = await openPhone(`${served.origin}/`, { width, height })
      const { page } = phone
      await phone.pair(served.remote.pin())
      const second = await page.context().newPage()
      await second.goto(`${served.origin}/`)
      await page.waitForSelector('[data-at="stopped"]')
      await page.bringToFront()
      await page.screenshot({ path: join(shots, `remote-stopped-${width}x${height}.png`) })
      expect(await faults(page)).toEqual(NONE)
    })
  },
)

const NONE = { across: 0, down: 0, small: [], outside: [], covered: false, cut: false, dim: [] }
async function faults(page: Page) {
  const found = await page.evaluate(() => {
    const boxes = (at: string) =>
      [...document.querySelectorAll(at)]
        .map((each) => ({ name: each.className, box: each.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0 && box.height > 0)
    const buttons = boxes('button')
    const names = (all: typeof buttons) => all.map(({ name }) => name)
    const [would] = boxes('.would')
    const [card] = boxes('.card')
    // The last element of the upper half must not lie under the first of the lower half.
    const stack = boxes('.card, .trouble, .extra, .sure, .main').map(({ box }) => box)
    return {
      across: document.documentElement.scrollWidth - innerWidth,
      down: document.documentElement.scrollHeight - innerHeight,
      small: names(buttons.filter(({ box }) => box.width < 48 || box.height < 48)),
      outside: names(buttons.filter(({ box }) => box.bottom > innerHeight)),
      covered: stack.some((box, i) => {
        const below = stack[i + 1]
        return (
          below &&
          below.left < box.right &&
          box.left < below.right &&
          below.top < box.bottom - 1 &&
          box.top < below.bottom - 1
        )
      }),
      // The text about the next step must never be the part of the card that is cut off.
      cut: would !== undefined && card !== undefined && would.box.bottom > card.box.bottom,
    }
  })
  return { ...found, dim: await dim(page.locator('main')) }
}
