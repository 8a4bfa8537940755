import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as gap } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { GUARD } from '../../../../core/runner/runner.ts'
import { openWindow, type Window } from '../../../support/browser/browser.ts'
import {
  openSandbox,
  type Presenting,
  type Sandbox,
} from '../../../integration/commands/command.ts'
import { leave, openStage, type Onstage } from '../../support/onstage.ts'
import { SOON } from '../../support/show.ts'

/** A server that says who came; while it runs there is a file with its process. */
const SERVE = `trap 'rm -f up; exit' INT TERM HUP
rm -f door up; mkfifo door; echo $$ > up
echo Serving
while :; do read who < door && echo "$who was here"; done
`
const ASK = `[ -e up ] || exit 7
echo "$1" > door && echo "hello $1"
`
const DEMO = `title: Who asks, who answers
size: 60x10
made: [up, door]
panes: { server: {}, client: {} }
steps:
  - { id: serve, in: server, run: sh serve.sh, until: Serving }
  - { id: one, in: client, run: sh ask.sh one }
  - { id: two, in: client, run: sh ask.sh two }
  - { id: stop, in: server, cues: [{ key: ctrl-c }, { wait: prompt }] }
  - { id: gone, in: client, run: sh ask.sh nobody, exit: 7 }
`

let window: Window
let box: Sandbox
let show: Presenting
let stage: Onstage
beforeAll(async () => {
  window = await openWindow({ width: 1280, height: 720 })
  box = openSandbox()
  box.write({
    'slides/talk/deck.md': '# A talk\n\n---\n\n<!-- .slide: id="pair" -->\n\n```demo pair\n```\n',
    'demos/pair/demo.yaml': DEMO,
    'demos/pair/serve.sh': SERVE,
    'demos/pair/ask.sh': ASK,
  })
  expect(await box.run('record', 'pair')).toMatchObject({ status: 0, stderr: '' })
})
afterAll(async () => {
  await window.close()
  await box.close()
})
beforeEach(async () => {
  show = await box.present('--port', '0')
  const link = `http://127.0.0.1:${show.port}/decks/talk/#ticket=${show.ticket}`
  stage = await openStage(window.context, { link }, 'pair')
})
afterEach(() => leave(stage, show))

const up = () => join(box.root, 'demos/pair/up')
const runs = () => existsSync(up())
/** Presses, and waits until this pane has ended its part. */
async function press(pane: string) {
  // A press at once after the last one would be a bounce, and `stop` takes no time.
  await gap(GUARD)
  await stage.press('PageDown')
  await stage.until({ phase: 'done' }, pane)
}
const both = async () => [await stage.see('server'), await stage.see('client')] as const

it('a program that a recording has ended does not run on beside the next live step', async () => {
  await press('server')
  await stage.press('f')
  await press('client')
  await stage.press('l')
  await stage.until({ why: 'live from the next step on' }, 'client')
  await press('client')
  // The server is still the one of before, and its pane shows the recording to the end.
  expect(await both()).toMatchObject([
    { badge: 'REPLAY', text: /two was here/ },
    { badge: 'LIVE', text: /hello two/ },
  ])
  await press('server')
  expect(await both()).toMatchObject([{ badge: 'REPLAY', text: /\^C/ }, { badge: 'LIVE' }])
  expect(runs()).toBe(true)
  await press('client')
  expect(await both()).toMatchObject([
    { badge: 'REPLAY', text: /two was here/ },
    { badge: 'LIVE', why: '', chip: /^exit 7/ },
  ])
  expect(runs()).toBe(false)
})

it.each([
  ['R has ended it', () => stage.press('r')],
  [
    'it was killed',
    async () => {
      process.kill(Number(readFileSync(up(), 'utf8')), 'SIGTERM')
      await stage.until({ text: /\n\$$/ }, 'server')
    },
  ],
])('a pane whose program is gone plays its recording: %s', async (_, happens) => {
  await press('server')
  await press('client')
  await happens()
  await expect.poll(runs, SOON).toBe(false)
  await stage.press('PageDown')
  await stage.until({ badge: 'REPLAY', phase: 'done', text: /hello two/ }, 'client')
  await stage.until(
    {
      badge: 'REPLAY',
      why: 'its program is not live at this point',
      text: /Serving\none was here\ntwo was here$/,
    },
    'server',
  )
  await press('server')
  await press('client')
  expect(await both()).toMatchObject([{ badge: 'REPLAY' }, { badge: 'REPLAY', chip: /^exit 7/ }])
})
