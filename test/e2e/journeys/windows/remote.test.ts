import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { GUARD } from '../../../../core/runner/runner.ts'
import { STALE } from '../../../../core/protocol/remote-messages.ts'
import { openWindow, type Window } from '../../../support/browser/browser.ts'
import { leavePhones, openPhone, type Phone } from '../../support/onphone.ts'
import { leave, openStage, type Onstage } from '../../support/onstage.ts'
import { SOON, startShow, type Show } from '../../support/show.ts'

const shots = new URL('../../../shots', import.meta.url).pathname
let window: Window
let show: Show
let stage: Onstage
const phones: Phone[] = []
beforeAll(async () => {
  window = await openWindow({ width: 1280, height: 720 })
})
afterAll(() => window.close())
afterEach(async () => {
  try {
    await leavePhones(phones)
  } finally {
    await leave(stage, show)
  }
})

async function start(slide?: string): Promise<void> {
  show = await startShow({ remote: true })
  stage = await openStage(window.context, show, slide)
}
async function join(): Promise<Phone> {
  const phone = await openPhone(show.remote?.address ?? '')
  phones.push(phone)
  await phone.pair(show.remote?.pin ?? '')
  return phone
}
/** Waits until the guard against a second press is over, which depends only on time. */
const guard = (phone: Phone) => phone.page.waitForTimeout(GUARD)

describe('a phone', () => {
  it('joins with the PIN, and takes the talk from slide to step and back', async () => {
    await start()
    const phone = await join()
    expect(await phone.text('deck')).toBe('A stage for tests')
    expect(await phone.text('slide')).toMatch(/^1 \/ \d+$/)
    expect(await phone.text('elapsed')).toBe('0:00')
    await phone.ready()
    await phone.tap('next')
    await stage.page.waitForSelector('section.present#one')
    await expect.poll(() => phone.text('head'), SOON).toBe('Next: step 1 of 4')
    expect(await phone.text('caption')).toBe('The first step.')
    expect(await phone.text('commands')).toBe('../../act hello')
    expect(await phone.text('light')).toBe('mainlive')
    // The talk began when its first slide was left.
    await expect.poll(() => phone.text('timer'), SOON).toBe('Pause')

    await guard(phone)
    await phone.ready()
    await phone.tap('next')
    await stage.until({ badge: 'LIVE', phase: 'done', text: /live hello, as expected\n\$$/ })
    expect(show.home.ran()).toEqual(['hello'])
    await expect.poll(() => phone.text('head'), SOON).toBe('Next: step 2 of 4')
    expect((await phone.felt()).every((each) => each === 30)).toBe(true)

    await phone.ready('back')
    await guard(phone)
    await phone.tap('back')
    await expect.poll(() => phone.text('head'), SOON).toBe('Next: step 1 of 4')
    expect(show.home.ran()).toEqual(['hello'])
  })

  it('falls back in the middle of a step, and rescues', async () => {
    await start('waits')
    const phone = await join()
    await phone.ready()
    await phone.tap('next')
    await stage.until({ phase: 'running', text: /live at the gate/ })
    await expect.poll(() => phone.text('next'), SOON).toBe('Running')
    expect(await phone.text('light')).toBe('mainlive, running')
    await phone.ready('fallback')
    await phone.tap('fallback')
    await stage.until({ badge: 'REPLAY', phase: 'done', text: /recorded through/ })
    await expect.poll(() => phone.text('light'), SOON).toMatch(/^mainreplay/)
    expect(await phone.text('fallback')).toBe('Go live')
    expect(show.home.ran()).toEqual(['gate'])

    show.home.go()
    await guard(phone)
    await phone.ready('rescue')
    await phone.tap('rescue')
    await phone.tap('yes')
    await stage.until({ badge: 'LIVE' })
    await expect.poll(() => phone.text('light'), SOON).toMatch(/^mainlive/)
  })

  it('with a wrong PIN is told so, and joins with the right one', async () => {
    await start()
    const phone = await openPhone(show.remote?.address ?? '')
    phones.push(phone)
    const { pin = '' } = show.remote ?? {}
    expect(await phone.fail(pin === '111111' ? '222222' : '111111')).toBe(
      'That is not the PIN. 4 tries are left.',
    )
    await expect.poll(() => show.said(), SOON).toMatch(/a wrong PIN from 127\.0\.0\.1; 4 more/)
    await phone.page.waitForTimeout(1_000) // the wait after a wrong PIN
    await phone.pair(pin)
    await phone.ready()
  })

  it('tells why nothing can be pressed while no window has control of the stage', async () => {
    await start('one')
    const phone = await join()
    await phone.ready()
    await stage.page.close()
    await expect
      .poll(() => phone.text('trouble'), SOON)
      .toBe('no window has the stage: open its link on the laptop')
    await phone.page.waitForSelector('.next:disabled')
    expect(show.home.ran()).toEqual([])
  })
})

describe('a phone that was away', () => {
  it('shows that it reconnects while its socket is cut, and continues', async () => {
    await start('one')
    const phone = await join()
    await phone.ready()
    const cdp = await phone.cdp()
    await cdp.send('Network.enable')
    const offline = (is: boolean) =>
      cdp.send('Network.emulateNetworkConditions', {
        offline: is,
        latency: 0,
        downloadThroughput: -1,
        uploadThroughput: -1,
      })
    await offline(true)
    await phone.cut()
    await expect.poll(() => phone.text('line'), SOON).toBe('reconnecting…')
    expect(await phone.text('trouble')).toMatch(/^No connection to the laptop/)
    await phone.page.waitForSelector('.next:disabled')
    // A tap now must not become a press later.
    await phone.page.evaluate(() => document.querySelector<HTMLElement>('.next')?.click())
    // Meanwhile the talk continues by the keyboard.
    await stage.press('PageDown')
    await stage.until({ phase: 'done', text: /live hello/ })
    await offline(false)
    await phone.ready()
    expect(await phone.text('head')).toBe('Next: step 2 of 4')
    expect(show.home.ran()).toEqual(['hello'])
    show.home.go()
    await phone.tap('next')
    await stage.until({ phase: 'done', text: /live through/ })
    expect(show.home.ran()).toEqual(['hello', 'gate'])
  })

  it('behind its lock screen shows the current state of the talk at once', async () => {
    await start('one')
    const phone = await join()
    await phone.ready()
    const cdp = await phone.cdp()
    await cdp.send('Page.setWebLifecycleState', { state: 'frozen' })
    await stage.press('PageDown')
    await stage.until({ phase: 'done', text: /live hello/ })
    await stage.page.waitForTimeout(2 * STALE) // The phone is asleep.
    await cdp.send('Page.setWebLifecycleState', { state: 'active' })
    await expect.poll(() => phone.text('head'), SOON).toBe('Next: step 2 of 4')
    show.home.go()
    await phone.ready()
    await phone.tap('next')
    await stage.until({ phase: 'done', text: /live through/ })
    expect(show.home.ran()).toEqual(['hello', 'gate'])
  })

  it('has pressed nothing if its press was delayed on its way', async () => {
    await start('one')
    const phone = await join()
    await phone.ready()
    await phone.hold()
    await phone.tap('next')
    await expect.poll(() => phone.text('trouble'), SOON).toMatch(/no answer came/)
    await phone.release()
    // The next press is received after the delayed one, which has been refused by then.
    await phone.ready()
    await phone.tap('timer')
    await expect.poll(() => phone.text('timer'), SOON).toBe('Go on')
    expect(show.home.ran()).toEqual([])
    await phone.tap('next')
    await stage.until({ phase: 'done', text: /live hello/ })
    expect(show.home.ran()).toEqual(['hello'])
  })
})

describe('two phones', () => {
  it('both work, and press one step at the same time', async () => {
    await start('waits')
    const [one, two] = [await join(), await join()]
    expect([await one.text('line'), await two.text('line')]).toEqual(['remote 1', 'remote 2'])
    await one.ready()
    await two.ready()
    show.home.go()
    // Neither press arrives before both are made: a phone that sees the other's step would press
    // nothing.
    await Promise.all([one.hold(), two.hold()])
    await Promise.all([one.touch('next'), two.touch('next')])
    await Promise.all([one.release(), two.release()])
    await stage.until({ phase: 'done', text: /live through/ })
    await expect
      .poll(async () => [...(await one.felt()), ...(await two.felt())].length, SOON)
      .toBe(2)
    const felt = [...(await one.felt()), ...(await two.felt())]
    expect(felt).toContainEqual(30)
    expect(felt).toContainEqual([30, 60, 30])
    expect(show.home.ran()).toEqual(['gate'])
    await guard(two)
    await two.ready()
    await two.tap('next')
    await stage.until({ phase: 'done', text: /live long/ })
    await guard(one)
    await one.ready()
    await one.tap('next')
    await stage.until({ phase: 'done', text: /live last/ })
    expect(show.home.ran()).toEqual(['gate', 'long', 'last'])
  })
})

describe('the presenter view', () => {
  it('shows how a phone joins, and how many are connected; the stage does not', async () => {
    await start('one')
    const opened = window.context.waitForEvent('page')
    await stage.press('s')
    const view = await opened
    await view.waitForSelector('.pv-phones:visible')
    expect(await view.textContent('.pv-phones')).toBe('phone')
    await view.click('.pv-phones')
    await view.waitForSelector('.pv-join:visible')
    expect((await view.textContent('.pv-pin'))?.replace(' ', '')).toBe(show.remote?.pin)
    expect(await view.textContent('.pv-address')).toBe(show.remote?.address)
    const drawn = () =>
      view.evaluate(() => document.querySelector<HTMLImageElement>('.pv-join img')?.naturalWidth)
    await expect.poll(drawn, SOON).toBeGreaterThan(0)
    expect(await stage.page.locator('.pv-pin').count()).toBe(0)
    await view.screenshot({ path: `${shots}/presenter-phone.png` })
    await join()
    await expect.poll(() => view.textContent('.pv-phones'), SOON).toBe('phone: 1 in')
    await view.waitForSelector('.pv-join', { state: 'hidden' })
    await view.close()
  })
})
