import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { GUARD } from '../../core/runner.ts'
import { PAUSE } from '../../server/pin.ts'
import { READY, serveRemote } from './fake-remote.ts'
import { leavePhones, openPhone, type Phone } from './onphone.ts'
import { SOON } from './show.ts'

/** A phone in a hand, against a stage that is only told; pictures go to test/shots/. */
const shots = join(import.meta.dirname, '../shots')
mkdirSync(shots, { recursive: true })

type Served = Awaited<ReturnType<typeof serveRemote>>
let phones: Phone[] = []
let served: Served
afterEach(async () => {
  try {
    await leavePhones(phones)
  } finally {
    phones = []
    await served.stop()
  }
})
async function open(width = 360, height = 740): Promise<Phone> {
  served = await serveRemote()
  const phone = await openPhone(`${served.origin}/`, { width, height })
  phones.push(phone)
  return phone
}

describe.each([
  [360, 740],
  [390, 844],
  [360, 640],
  [360, 600],
  [740, 360],
] as const)('at %i × %i it fits, and every button takes a thumb', (width, height) => {
  it('in every state', async () => {
    const phone = await open(width, height)
    const { page } = phone
    const look = async (name: string) => {
      await page.screenshot({ path: join(shots, `remote-${name}-${width}x${height}.png`) })
      const found = await page.evaluate(() => ({
        across: document.documentElement.scrollWidth - innerWidth,
        down: document.documentElement.scrollHeight - innerHeight,
        small: [...document.querySelectorAll('button')]
          .filter((each) => {
            const { width, height } = each.getBoundingClientRect()
            return width > 0 && (width < 48 || height < 48)
          })
          .map((each) => each.className),
        outside: [...document.querySelectorAll('button')]
          .filter((each) => each.getBoundingClientRect().bottom > innerHeight)
          .map((each) => each.className),
        // The last element of the upper half must not lie under the first of the lower.
        covered: (() => {
          const boxes = ['.card', '.trouble', '.extra', '.sure', '.main']
            .map((at) => document.querySelector(at))
            .filter((each) => each !== null)
            .map((each) => each.getBoundingClientRect())
            .filter((box) => box.height > 0)
          return boxes.some((box, i) => {
            const below = boxes[i + 1]
            return (
              below &&
              below.left < box.right &&
              box.left < below.right &&
              below.top < box.bottom - 1 &&
              box.top < below.bottom - 1
            )
          })
        })(),
      }))
      expect(found, name).toEqual({ across: 0, down: 0, small: [], outside: [], covered: false })
    }
    await look('pairing')
    const { remote } = served
    expect(await phone.fail(remote.pin() === '000000' ? '000001' : '000000')).toMatch(
      /^That is not the PIN/,
    )
    await look('wrong-pin')
    await new Promise((resolve) => setTimeout(resolve, PAUSE)) // what a wrong PIN costs
    await phone.pair(remote.pin())
    await look('ready')
    served.show({ place: 'a', next: { ...READY.next, would: 'replay' } })
    await page.waitForSelector('[data-would="replay"]')
    await look('health')
    const [would, card] = await Promise.all(
      ['.would', '.card'].map((at) => page.locator(at).boundingBox()),
    )
    // Never the part of the card that there is no room for.
    expect(would!.y + would!.height).toBeLessThanOrEqual(card!.y + card!.height)
    await page.tap('.rescue')
    await look('rescue')
    await page.tap('.no')
    served.show({
      place: 'b',
      next: { does: 'busy', commands: [] },
      lights: [
        { pane: 'docker', mode: 'live', now: 'running' },
        { pane: 'runc', mode: 'live', now: 'running' },
      ],
    })
    await page.waitForSelector('[data-does="busy"]')
    await look('running')
    served.show({
      place: 'c',
      lights: [
        { pane: 'docker', mode: 'replay', now: 'done', why: 'took longer than 10 s' },
        { pane: 'runc', mode: 'live', now: 'failed', why: 'exit 137' },
      ],
      trouble: 'limits failed: exit 137. Next goes on, fall back shows the recording',
      timer: { running: false, elapsed: 1_561_000, planned: 1_500_000 },
    })
    await page.waitForSelector('[data-kind="failed"]')
    await look('fallback')
    served.show({ place: 'd', next: { does: 'slide', commands: [] }, lights: [] })
    await page.waitForSelector('[data-does="slide"]')
    await look('slide')
    await served.stop()
    await page.waitForSelector('[data-at="lost"]')
    await look('disconnected')
    served = await serveRemote()
  })
})

describe('the page', () => {
  it('says what became of a press, to the eye and to the hand', async () => {
    const { tap, ready, felt, text, page } = await paired()
    await tap('next')
    await expect.poll(felt, SOON).toEqual([30])
    served.answers({ done: false, why: 'the stage has moved on' })
    await ready()
    await page.waitForTimeout(GUARD) // the guard itself
    await tap('next')
    await expect.poll(felt, SOON).toEqual([30, [30, 60, 30]])
    expect(await text('trouble')).toBe('next was not done: the stage has moved on')
    expect(served.asked.map(({ action }) => action)).toEqual(['next', 'next'])
  })

  it('takes a double tap for one', async () => {
    const { page } = await paired()
    await page.evaluate(() => {
      const next = document.querySelector<HTMLElement>('.next')
      next?.click()
      next?.click()
    })
    await expect.poll(() => served.asked.length, SOON).toBe(1)
    await page.evaluate('0')
    expect(served.asked).toHaveLength(1)
  })

  it('asks before a rescue, in another place than it was pressed', async () => {
    const { page, tap } = await paired()
    const box = async (at: string) => (await page.locator(at).boundingBox())!
    const first = await box('.rescue')
    await tap('rescue')
    const [yes, no] = [await box('.yes'), await box('.no')]
    expect(no.x).toBeLessThan(first.x + first.width)
    expect(yes.x + yes.width).toBeLessThanOrEqual(first.x + first.width / 2)
    // A second press in the same place is the answer no.
    await page.touchscreen.tap(first.x + first.width / 2, first.y + first.height / 2)
    await page.waitForSelector('.rescue:visible')
    expect(served.asked).toEqual([])
    await tap('rescue')
    await tap('yes')
    await expect.poll(() => served.asked.map(({ action }) => action), SOON).toEqual(['rescue'])
  })

  it('survives a reload and a new tab, and tells a second tab from the first', async () => {
    const { page } = await paired()
    await page.reload()
    await page.waitForSelector('[data-at="open"]')
    const second = await page.context().newPage()
    await second.goto(`${served.origin}/`)
    await second.waitForSelector('[data-at="open"]')
    await page.waitForSelector('[data-at="stopped"]')
    expect(await page.textContent('.stopped p')).toBe('This remote was opened in another tab.')
    await page.bringToFront()
    await page.tap('.again')
    await page.waitForSelector('[data-at="open"]')
    await second.waitForSelector('[data-at="stopped"]')
    expect(served.remote.size()).toBe(1)
  })

  it('starts, pauses and resets the timer', async () => {
    const { tap, text, page } = await paired()
    expect(await text('elapsed')).toMatch(/^12:3\d$/)
    await tap('timer')
    served.show({ timer: { running: false, elapsed: 754_000, planned: 1_500_000 } })
    await page.waitForSelector('.reset:visible')
    expect(await text('elapsed')).toBe('12:34')
    await tap('timer')
    await tap('reset')
    await expect
      .poll(() => served.asked.map(({ action }) => action), SOON)
      .toEqual(['pause', 'start', 'reset'])
  })

  it('changes the time each second and nothing else, and nobody reads it aloud', async () => {
    const { page } = await paired()
    const LIVE =
      '[aria-live], [role="status"], [role="alert"], [role="log"], [role="timer"], output'
    const changed = await page.evaluate(async () => {
      const all = new Set<string>()
      const elapsed = document.querySelector('.elapsed')
      const times = new Set<string | null | undefined>()
      await new Promise<void>((settle) => {
        new MutationObserver((records) => {
          for (const { target } of records)
            all.add((target instanceof Element ? target : target.parentElement)?.className ?? '')
          if (times.add(elapsed?.textContent).size >= 3) settle()
        }).observe(document, {
          ...{ subtree: true, childList: true, attributes: true, characterData: true },
        })
      })
      return [...all]
    })
    expect(changed.sort()).toEqual(['elapsed', 'left'])
    expect(await page.locator(`:is(${LIVE}) .time, .time :is(${LIVE})`).count()).toBe(0)
    expect(await page.locator(LIVE).count()).toBeGreaterThan(0)
  })

  it('has names for a screen reader, and loads nothing but its own files', async () => {
    const { page } = await paired()
    const names = await page.$$eval('button', (all) =>
      all
        .filter((each) => each.checkVisibility())
        .map((each) => each.ariaLabel ?? each.textContent),
    )
    expect(names).toEqual([
      'Pause the timer',
      'Fall back now',
      'Rescue…',
      'Back',
      'Next: step 2 of 5',
    ])
    const loaded = await page.evaluate(() =>
      performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
    )
    expect(loaded.filter((path) => !path.startsWith('/assets/'))).toEqual([])
    expect(loaded.join(' ')).not.toMatch(/present|webgl|JetBrains/)
  })
})

async function paired(): Promise<Phone> {
  const phone = await open()
  await phone.pair(served.remote.pin())
  return phone
}
