import type { Page } from 'playwright-core'
import { afterEach, describe, expect, it } from 'vitest'
import { GUARD } from '../../../core/runner/runner.ts'
import { READY, serveRemote } from '../support/fake-remote.ts'
import { leavePhones, openPhone, type Phone } from '../support/onphone.ts'
import { SOON } from '../support/show.ts'

/**
 * Tests of the behaviour of a phone, against a fake stage; for its look see remote-look.test.ts.
 */
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
async function open(): Promise<Phone> {
  served = await serveRemote()
  const phone = await openPhone(`${served.origin}/`)
  phones.push(phone)
  return phone
}

describe('the page', () => {
  it('shows the result of a press to the eye and to the hand', async () => {
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

  it('asks for the button that was there when the thumb came down, however long it stays', async () => {
    const { page, text } = await paired()
    await down(page, 'fallback')
    served.show({ place: 'later', can: { ...READY.can, fallback: false, live: true } })
    await expect.poll(() => text('fallback'), SOON).toBe('Go live')
    await lift(page, 'fallback')
    const asked = { action: 'fallback', seen: READY.place }
    await expect.poll(() => served.asked, SOON).toEqual([asked])
    // An earlier touch does not count.
    await phones[0]!.ready('fallback')
    await page.waitForTimeout(GUARD) // the guard itself
    await lift(page, 'fallback')
    await expect
      .poll(() => served.asked, SOON)
      .toEqual([asked, { action: 'toggle', seen: 'later' }])
  })

  it('reports that nothing was pressed when a button is disabled during the touch', async () => {
    const { page, text, felt } = await paired()
    await down(page, 'next')
    served.show({ place: 'later', next: { does: 'busy', commands: [] } })
    await expect.poll(felt, SOON).toEqual([[30, 60, 30]])
    expect(await text('trouble')).toBe('next was not done: the stage has moved on')
    await lift(page, 'next')
    // Without a touch nothing is reported.
    served.show({ place: 'ready' })
    await phones[0]!.ready()
    served.show({ place: 'busy', next: { does: 'busy', commands: [] } })
    await page.waitForSelector('[data-does="busy"]')
    expect(await felt()).toEqual([[30, 60, 30]])
    expect(served.asked).toEqual([])
  })

  it('distinguishes a touch that came too late from a page that was frozen', async () => {
    const { page, text, felt } = await paired()
    await page.evaluate(() => {
      const late = new Event('click')
      Object.defineProperty(late, 'timeStamp', { value: performance.now() - 60_000 })
      document.querySelector('.next')?.dispatchEvent(late)
    })
    expect(await text('trouble')).toBe('next was not done: this phone was busy')
    expect(await felt()).toEqual([[30, 60, 30]])
    expect(served.asked).toEqual([])
  })

  it('treats a double tap as one press', async () => {
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

  it('asks before a rescue, in another place than the button', async () => {
    const { page, tap } = await paired()
    const box = async (at: string) => (await page.locator(at).boundingBox())!
    const first = await box('.rescue')
    await tap('rescue')
    const [yes, no] = [await box('.yes'), await box('.no')]
    expect(no.x).toBeLessThan(first.x + first.width)
    expect(yes.x + yes.width).toBeLessThanOrEqual(first.x + first.width / 2)
    // A second press in the same place means no.
    await page.touchscreen.tap(first.x + first.width / 2, first.y + first.height / 2)
    await page.waitForSelector('.rescue:visible')
    expect(served.asked).toEqual([])
    await tap('rescue')
    await tap('yes')
    await expect.poll(() => served.asked.map(({ action }) => action), SOON).toEqual(['rescue'])
  })

  it('survives a reload and a new tab, and treats a second tab as another page', async () => {
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

  it('changes only the time every second, and does not read it aloud', async () => {
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
          subtree: true,
          childList: true,
          attributes: true,
          characterData: true,
        })
      })
      return [...all]
    })
    expect(changed.sort()).toEqual(['elapsed', 'left'])
    expect(await page.locator(`:is(${LIVE}) .time, .time :is(${LIVE})`).count()).toBe(0)
    expect(await page.locator(LIVE).count()).toBeGreaterThan(0)
  })

  it('has names for a screen reader, and loads only its own files', async () => {
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

/** The two halves of a touch, so that a busy machine does not decide what comes between them. */
const down = (page: Page, name: string) =>
  page.dispatchEvent(`.${name}`, 'pointerdown', { pointerType: 'touch' })
async function lift(page: Page, name: string): Promise<void> {
  await page.dispatchEvent(`.${name}`, 'pointerup', { pointerType: 'touch' })
  await page.evaluate((at) => document.querySelector<HTMLElement>(at)?.click(), `.${name}`)
}
