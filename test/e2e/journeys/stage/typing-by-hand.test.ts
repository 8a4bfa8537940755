import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openWindow, type Window } from '../../../support/browser/browser.ts'
import { leave, onstage, openStage, type Onstage } from '../../support/onstage.ts'
import { itNeeds } from '../../../support/needs.ts'
import { SOON, startShow, type Show } from '../../support/show.ts'

/** The browser's own key for pasting without formats. */
const PASTE = process.platform === 'darwin' ? 'Meta+v' : 'Control+Shift+V'

let window: Window
let show: Show
let stage: Onstage
beforeAll(async () => {
  window = await openWindow({ width: 1920, height: 1080 })
  await window.context.grantPermissions(['clipboard-read', 'clipboard-write'])
})
afterAll(() => window.close())
beforeEach(async () => {
  show = await startShow()
  stage = await openStage(window.context, show, 'one')
})
afterEach(() => leave(stage, show))

const captured = () => stage.page.locator('.pane.captured').count()
const type = (text: string) => stage.page.keyboard.type(text)
const file = (name: string) => {
  const path = join(show.home.folder, name)
  return existsSync(path) ? readFileSync(path, 'utf8') : null
}
const step = async () => {
  await stage.press('PageDown')
  return stage.until({ phase: 'done' })
}
/** Takes the terminal over by hand, which opens a shell for it. */
const take = async () => {
  await stage.press('t')
  await expect.poll(captured, SOON).toBe(1)
}
const notice = (words: RegExp) => expect.poll(() => stage.notice(), SOON).toMatch(words)
/** The size of the terminals in these demos. */
const [COLS, ROWS] = [60, 12]
/** The middle of a cell, in pixels of the window. */
const cellAt = async (row: number, column: number) => {
  const box = await stage.page.locator('section.present .xterm-screen').boundingBox()
  if (!box) throw new Error('there is no terminal')
  return {
    x: box.x + ((column + 0.5) * box.width) / COLS,
    y: box.y + ((row + 0.5) * box.height) / ROWS,
  }
}
const clickCell = async (row: number, column: number) => {
  const { x, y } = await cellAt(row, column)
  await stage.page.mouse.click(x, y)
}
const clipboard = (text: string) =>
  stage.page.evaluate((words) => navigator.clipboard.writeText(words), text)

describe('taking a terminal over by hand', () => {
  it('is possible before the first step: a shell is opened for it', async () => {
    await take()
    await type('echo $((40 + 2)) hands')
    await stage.press('Enter')
    await stage.until({ text: /\n42 hands\n\$$/ })
    await stage.press('PageDown')
    await stage.until({ phase: 'done', badge: 'LIVE', text: /live hello, as expected\n\$$/ })
    expect(show.home.ran()).toEqual(['hello'])
  })

  it('ends the step that types there; next starts at a clean prompt and is live', async () => {
    await stage.go('long')
    await take()
    await stage.press('PageDown')
    await stage.until({ phase: 'typing', text: /act lo/ })
    await type('X')
    await notice(/taken over by hand; next goes on, F shows the recording, R starts over/)
    expect(await stage.at()).toBe('held')
    // The key has reached the shell, whose echo takes its time.
    await stage.until({ text: /X$/ })
    // The half-typed line is dropped and not run.
    await stage.press('Shift+Escape', 'PageDown')
    await stage.until({ phase: 'done', badge: 'LIVE', text: /\^C\n\$ .*\n(.*\n)*\$$/ })
    expect(show.home.ran()).toEqual(['last'])
  })

  it('ends a step that waits, and its recording or a fresh shell can still take over', async () => {
    await stage.go('waits')
    await stage.press('PageDown')
    await stage.until({ phase: 'running', text: /at the gate/ })
    await take()
    await notice(/still performs: the first key takes it over/)
    expect(await stage.at()).toBe('running')
    await type('q')
    await expect.poll(() => stage.at(), SOON).toBe('held')
    await stage.press('Shift+Escape', 'f')
    await stage.until({ badge: 'REPLAY', phase: 'done', text: /through/ })
  })
})

describe('a terminal that takes no typing reports it', () => {
  it('a recording: typing changes nothing, and live is offered', async () => {
    await stage.press('f', 't')
    await notice(/nobody can type into a recording: L goes live, then T/)
    await stage.page.click('section.present .xterm-screen')
    expect(await captured()).toBe(0)
    // The typed letters are not used as keys of the stage: no step, no live, no black screen.
    await type('echo ABCDEFGHIJKLMNOP fnr')
    await stage.press('Enter')
    await notice(/nothing hears what is typed/)
    expect(await stage.see()).toMatchObject({ mode: 'replay', phase: 'idle' })
    expect(await stage.page.locator('.reveal.paused, .reveal.overview').count()).toBe(0)
    expect(await stage.at()).toBe('ready')
    expect(show.home.ran()).toEqual([])
    await stage.press('Escape', 'l')
    await take()
    await type('echo $((40 + 2))')
    await stage.press('Enter')
    await stage.until({ badge: 'LIVE', text: /\n42\n\$$/ })
  })

  it('a mirror, and a window whose control is taken away during the typing', async () => {
    await take()
    await type('echo mine')
    await stage.until({ text: /echo mine$/ })
    // The window has the token of the window that opened it.
    const opened = window.context.waitForEvent('page')
    await stage.page.evaluate(() => void globalThis.open(location.href))
    const other = await onstage(await opened)
    try {
      await other.page.waitForSelector('.chrome-take:not([hidden])')
      await other.page.waitForFunction(() =>
        document.querySelector('section.present .xterm-rows')?.textContent.includes('echo mine'),
      )
      await other.press('t')
      await other.page.click('section.present .xterm-screen')
      await other.page.keyboard.type('yours')
      expect(await other.page.locator('.pane.captured').count()).toBe(0)
      await type('!')
      await stage.until({ text: /echo mine!$/ })
      await other.page.click('.chrome-take')
      await expect.poll(captured, SOON).toBe(0)
    } finally {
      await other.page.close()
    }
  })

  it('a clicker works at once, even while somebody types', async () => {
    await stage.press('f', 't')
    await type('sl')
    await stage.press('PageDown')
    await stage.until({ mode: 'replay', phase: 'done' })
  })

  it('a shell that ends in the middle of a sentence: the rest of the sentence runs nothing', async () => {
    await take()
    await type('exit\n')
    await notice(/the shell of \w+ has ended/)
    await type('n fkr')
    await notice(/nothing hears what is typed/)
    expect(show.home.ran()).toEqual([])
    expect(await stage.at()).toBe('ready')
  })

  it('a shell that has ended, until the next step or T opens another', async () => {
    await take()
    await type('exit')
    await stage.press('Enter')
    await notice(/the shell of main has ended/)
    expect(await captured()).toBe(0)
    // Without Escape, T would be one more letter of the typed text.
    await stage.press('Escape')
    await take()
    await type('echo $((40 + 2))')
    await stage.press('Enter')
    await stage.until({ text: /\n42\n\$$/ })
  })
})

describe('programs that fill the screen', () => {
  itNeeds('vim')('an editor writes a file by hand, and next performs the step', async () => {
    await take()
    await type('vim -u NONE -N ~/note')
    await stage.press('Enter')
    await stage.until({ text: /~/ })
    await type(':set mouse=a ttymouse=sgr')
    await stage.press('Enter', 'i')
    await type('one')
    await stage.press('Enter')
    await type('two')
    await stage.press('Enter')
    await type('three')
    // Escape goes to the program, and so does the mouse: a press in the first row moves the cursor
    // there.
    await stage.press('Escape')
    // The editor has read the key: a mouse report directly after an Escape could be read as one
    // key.
    await stage.until({ text: /^(?![^]*INSERT)/ })
    await clickCell(0, 0)
    await type('x')
    await stage.until({ text: /^ne\ntwo\nthree/ })
    await type(':wq')
    await stage.press('Enter')
    await expect.poll(() => file('note'), SOON).toBe('ne\ntwo\nthree\n')
    await step()
    expect((await stage.see()).badge).toBe('LIVE')
    expect(show.home.ran()).toEqual(['hello'])
  })

  itNeeds('vim')(
    'one that is left open is not ended by a step, whose recording is shown',
    async () => {
      await take()
      await type('vim -u NONE -N ~/note')
      await stage.press('Enter')
      await stage.until({ text: /~/ })
      await stage.press('i')
      await type('not saved')
      await stage.press('Shift+Escape')
      const shown = await step()
      expect(shown).toMatchObject({ badge: 'REPLAY' })
      expect(shown.why).toMatch(/what was begun by hand still runs/)
      await stage.press('l')
      expect(await stage.notice()).toContain('L again shows the live terminal now')
      await stage.press('l')
      await stage.until({ badge: 'LIVE', text: /not saved/ })
      await take()
      await stage.press('Escape')
      await type(':wq')
      await stage.press('Enter')
      await expect.poll(() => file('note'), SOON).toBe('not saved\n')
      await stage.press('Shift+Escape')
      show.home.go()
      await stage.press('PageDown')
      await stage.until({ badge: 'LIVE', phase: 'done', text: /live through/ })
    },
  )

  itNeeds('less')('a pager turns with the wheel, and its keys are its own', async () => {
    await take()
    await type('seq 300 | LESS= less')
    await stage.press('Enter')
    await stage.until({ text: /^1\n/ })
    await stage.page.locator('section.present .xterm-screen').hover()
    await stage.page.mouse.wheel(0, 300)
    await stage.until({ text: /^(?!1\n)\d+\n/ })
    await type('G')
    await stage.until({ text: /300\n/ })
    await type('/25')
    await stage.press('Enter', 'q')
    await stage.until({ text: /\$$/ })
    await step()
    expect(show.home.ran()).toEqual(['hello'])
  })

  itNeeds('htop')('a monitor hears F-keys and the mouse', async () => {
    await take()
    await type('htop')
    await stage.press('Enter')
    await stage.until({ text: /F1Help/ })
    await stage.press('F1')
    await stage.until({ text: /htop \d+\.\d+/ })
    await stage.press('Escape')
    await stage.until({ text: /F1Help/ })
    // The second button of the last row is Setup.
    await clickCell(ROWS - 1, 3)
    await stage.until({ text: /htop \d+\.\d+/ })
    await stage.press('Escape')
    await stage.until({ text: /F1Help/ })
    await stage.press('F10')
    await stage.until({ text: /\$$/ })
  })

  it('reports of the mouse are typed only while the terminal has the keyboard', async () => {
    await take()
    await type("printf '\\e[?1000h\\e[?1006h'; cat -v")
    await stage.press('Enter')
    await stage.until({ text: /cat -v\n$|cat -v$/ })
    const screen = stage.page.locator('section.present .xterm-screen')
    await screen.click({ position: { x: 100, y: 40 } })
    const { text } = await stage.until({ text: /\^\[\[<0;\d+;\d+M\^\[\[<0;\d+;\d+m/ })
    await stage.press('Shift+Escape')
    await screen.hover()
    await stage.page.mouse.wheel(0, 300)
    // The press that takes the keyboard does not go to the program.
    await screen.click({ position: { x: 100, y: 40 } })
    await expect.poll(captured, SOON).toBe(1)
    expect((await stage.see()).text).toBe(text)
  })
})

describe('paste', () => {
  it('of one line is inserted directly, and runs nothing', async () => {
    await take()
    await clipboard('echo pasted $((40 + 2))')
    await stage.press(PASTE)
    await stage.until({ text: /echo pasted \$\(\(40 \+ 2\)\)$/ })
    await stage.press('Enter')
    await stage.until({ text: /\npasted 42\n\$$/ })
  })

  it('of several lines is shown first: Esc pastes nothing, and the button pastes all', async () => {
    await take()
    await clipboard('echo one $((1 + 1))\necho two $((2 + 2))\n')
    await stage.press(PASTE)
    const ask = stage.page.locator('dialog.ask[open]')
    await ask.waitFor()
    expect(await ask.innerText()).toMatch(/Paste 2 lines into main\?/)
    expect(await ask.locator('pre').innerText()).toBe(
      'echo one $((1 + 1))⏎\necho two $((2 + 2))⏎\n',
    )
    await stage.press('Escape')
    await expect.poll(() => ask.count(), SOON).toBe(0)
    await type('echo still $((40 + 2))')
    await stage.press('Enter')
    const { text } = await stage.until({ text: /\nstill 42\n\$$/ })
    expect(text).not.toContain('one')
    await stage.press(PASTE)
    await ask.waitFor()
    await stage.press('Enter')
    await stage.until({ text: /\none 2\n.*\ntwo 4\n\$$/ })
  })

  it('of control characters marks them and leaves them out', async () => {
    await take()
    await clipboard('echo safe\x1b[201~\x03\u202e')
    await stage.press(PASTE)
    const ask = stage.page.locator('dialog.ask[open]')
    await ask.waitFor()
    expect(await ask.locator('pre').innerText()).toBe('echo safe^[[201~^CU+202E')
    expect(await ask.innerText()).toMatch(/3 control characters, marked, will be left out/)
    await ask.locator('.ask-yes').click()
    await stage.until({ text: /echo safe\[201~$/ })
    expect(await captured()).toBe(1)
  })

  it('reaches a program as a paste if it asked for that', async () => {
    await take()
    await type("printf '\\e[?2004h'; cat -v")
    await stage.press('Enter')
    await stage.until({ text: /cat -v$/ })
    await clipboard('word')
    await stage.press(PASTE)
    await stage.until({ text: /\^\[\[200~word\^\[\[201~$/ })
  })

  it('goes nowhere if no terminal has the keyboard, and a clicker closes the question', async () => {
    await clipboard('echo nobody')
    await stage.page.click('section.present .xterm-screen')
    await expect.poll(captured, SOON).toBe(1)
    await stage.press('Shift+Escape')
    await stage.page.locator('section.present .xterm-helper-textarea').focus()
    await stage.press(PASTE)
    await notice(/paste goes where the keyboard is/)
    await take()
    await clipboard('echo never\n')
    await stage.press(PASTE)
    await stage.page.locator('dialog.ask[open]').waitFor()
    const seen = await step()
    expect(await stage.page.locator('dialog.ask[open]').count()).toBe(0)
    expect(seen.text).not.toMatch(/nobody|never/)
    expect(show.home.ran()).toEqual(['hello'])
  })
})

describe('output that has scrolled away', () => {
  const long = async () => {
    await take()
    await type('seq -f "line %g" 200')
    await stage.press('Enter')
    await stage.until({ text: /line 200\n\$$/ })
  }

  it('comes back with Shift and PageUp, and with the wheel; the next step is visible', async () => {
    await long()
    await stage.press('Shift+PageUp')
    await stage.until({ text: /^line (1[78]\d)\n/ })
    await stage.press('Shift+PageDown')
    await stage.until({ text: /line 200\n\$$/ })
    await stage.page.locator('section.present .xterm-screen').hover()
    // One notch is three lines, at any text size.
    await stage.page.mouse.wheel(0, -120)
    await stage.until({ text: /^line 187\n(.*\n)*line 198$/ })
    expect(show.home.ran()).toEqual([])
    await stage.press('PageDown')
    await stage.until({ phase: 'done', text: /live hello, as expected\n\$$/ })
  })

  it('can be searched step by step, and the terminal gets the keyboard back', async () => {
    await long()
    await stage.press('Control+Shift+F')
    const field = stage.page.locator('.pane-foot .find-field')
    await field.waitFor()
    await type('line 11')
    const count = () => stage.page.textContent('.find-count')
    // The matches are line 11 and 110 to 119: the newest comes first, and Enter goes back.
    await expect.poll(count, SOON).toBe('11 of 11')
    await stage.until({ text: /line 119/ })
    await stage.press('Enter', 'Enter')
    await expect.poll(count, SOON).toBe('9 of 11')
    await stage.press('Shift+Enter', 'ArrowDown', 'ArrowDown')
    await expect.poll(count, SOON).toBe('1 of 11')
    await stage.until({ text: /line 11\n/ })
    await type('x')
    await expect.poll(count, SOON).toBe('not found')
    await stage.press('Escape')
    await expect.poll(() => field.count(), SOON).toBe(0)
    await expect.poll(captured, SOON).toBe(1)
    await type('echo $((40 + 2))')
    await stage.press('Enter')
    await stage.until({ text: /\n42\n\$$/ })
  })

  it('can be searched in a recording too, and a clicker ends the search', async () => {
    await stage.press('f')
    await step()
    await stage.press('/')
    await stage.page.waitForSelector('.find-field')
    await type('EXPECTED'.toLowerCase())
    await expect.poll(() => stage.page.textContent('.find-count'), SOON).toBe('1 of 1')
    await stage.press('PageDown')
    await stage.until({ badge: 'REPLAY', phase: 'done', text: /through/ })
    expect(await stage.page.locator('.find').count()).toBe(0)
  })
})

describe('copy', () => {
  /** No page may read the clipboard, so the text is pasted into a field of the slide. */
  const read = async () => {
    await stage.page.evaluate(() => {
      const field = document.createElement('textarea')
      field.id = 'read'
      document.body.append(field)
      field.focus()
    })
    await stage.press(PASTE)
    return stage.page.evaluate(() => {
      const field = document.querySelector<HTMLTextAreaElement>('#read')
      field?.remove()
      return field?.value
    })
  }
  const drag = async () => {
    const [from, to] = [await cellAt(1, 0), await cellAt(1, COLS - 1)]
    await stage.page.mouse.move(from.x - 10, from.y)
    await stage.page.mouse.down()
    await stage.page.mouse.move(to.x, to.y, { steps: 5 })
    await stage.page.mouse.up()
  }

  it('takes the selection, and only with the key; selecting does not take the keyboard', async () => {
    await clipboard('before')
    await step()
    await drag()
    expect(await captured()).toBe(0)
    expect(await read()).toBe('before')
    await stage.press('Control+Shift+C')
    await expect.poll(read, SOON).toBe('live hello, as expected')
    await notice(/copied 1 line/)
    await clipboard('before')
    // Nobody types, so the browser's own key copies too.
    await stage.press('Control+c')
    await expect.poll(read, SOON).toBe('live hello, as expected')
  })

  it('is never done by a program: OSC 52 changes no clipboard', async () => {
    await clipboard('before')
    await take()
    await type("printf '\\e]52;c;aGFja2Vk\\a'; echo $((40 + 2))")
    await stage.press('Enter')
    await stage.until({ text: /42\n\$$/ })
    expect(await read()).toBe('before')
  })
})

describe('the window', () => {
  it('is not closed by a key of the shell without a question', async () => {
    await take()
    await type('x')
    const asked = stage.page.waitForEvent('dialog')
    await stage.page.close({ runBeforeUnload: true })
    const dialog = await asked
    expect(dialog.type()).toBe('beforeunload')
    await dialog.dismiss()
    await type('y')
    await stage.until({ text: /xy$/ })
    await stage.press('Shift+Escape')
  })

  it('opens a link of a terminal only after its address was shown', async () => {
    await take()
    await type("printf '\\e]8;;http://localhost:9/there\\e\\\\here\\e]8;;\\e\\\\\\n'")
    await stage.press('Enter')
    await stage.until({ text: /\nhere\n\$$/ })
    const opened: string[] = []
    stage.page.on('popup', (page) => opened.push(page.url()))
    const lines = (await stage.see()).text.split('\n')
    await clickCell(lines.indexOf('here'), 1)
    const ask = stage.page.locator('dialog.ask[open]')
    await ask.waitFor()
    expect(await ask.innerText()).toMatch(/Open this address.*\n*http:\/\/localhost:9\/there/)
    await stage.press('Escape')
    await expect.poll(() => ask.count(), SOON).toBe(0)
    expect(opened).toEqual([])
    await clickCell(lines.indexOf('here'), 2)
    await ask.waitFor()
    const popup = window.context.waitForEvent('page')
    await ask.locator('.ask-yes').click()
    await (await popup).close()
  })
})
