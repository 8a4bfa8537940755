import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { Close } from '../../../core/protocol/messages.ts'
import { environment } from '../../../server/terminal/process/environment.ts'
import { spawnPty } from '../../../server/terminal/pty/pty.ts'
import { openSandbox } from '../commands/command.ts'

const ROOT = join(import.meta.dirname, '../../..')
const SOON = { timeout: 20_000 }
let stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.reverse()) await stop()
  stops = []
})

/** Runs `cuecast present --remote` in a terminal, as on stage. */
async function present() {
  const home = mkdtempSync(join(tmpdir(), 'cuecast-remote-'))
  stops.push(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }))
  let said = ''
  const started = spawnPty(
    {
      file: process.execPath,
      args: [join(ROOT, 'dist/cli/cuecast.js'), 'present', '--port', '0', '--remote', '127.0.0.1'],
      env: { ...environment({ mark: `remote-${process.pid}` }), HOME: home, TMPDIR: home },
      cwd: home,
      size: { cols: 120, rows: 50 },
    },
    {
      data: (bytes) => (said += Buffer.from(bytes).toString()),
      exit() {},
    },
  )
  if (!started.ok) throw new Error(started.why)
  const { value: pty } = started
  stops.push(() => pty.kill())
  const plain = () => stripVTControlCharacters(said)
  const pins = () => [...plain().matchAll(/PIN (\d{3}) (\d{3})/g)].map(([, a, b]) => `${a}${b}`)
  await expect.poll(pins, SOON).toHaveLength(1)
  const port = Number(/remote: http:\/\/127\.0\.0\.1:(\d+)\//.exec(plain())?.[1])
  /** Sends a hello and resolves to the first answer: a welcome, or the close code. */
  async function hello(proof: { pin?: string; token?: string }) {
    const origin = `http://127.0.0.1:${port}`
    const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`, { origin })
    stops.push(() => socket.terminate())
    await once(socket, 'open')
    const closed = once(socket, 'close').then(([code]: unknown[]) => code as number)
    const welcome = once(socket, 'message').then(
      ([data]: unknown[]) =>
        JSON.parse(String(data as Buffer)) as { token: string; remote: number },
    )
    socket.send(JSON.stringify({ type: 'hello', protocol: 1, ...proof }))
    return { socket, closed, welcome }
  }
  return { said: () => said, plain, pins, hello, type: (text: string) => pty.write(text) }
}

describe('the terminal of the show', () => {
  test('prints the code, the address, the PIN and each phone that joins or leaves', async () => {
    const { said, plain, pins, hello } = await present()
    // There are two rows of modules in a line, black on white whatever the terminal's colours are.
    expect(said().match(/\x1b\[38;5;16;48;5;231m[ ▀▄█]+\x1b\[0m/g)?.length).toBeGreaterThan(14)
    const phone = await hello({ pin: pins()[0] ?? '' })
    expect(await phone.welcome).toMatchObject({ type: 'welcome', remote: 1 })
    await expect.poll(plain, SOON).toContain('remote 1 (127.0.0.1) is connected')
    phone.socket.close()
    await expect.poll(plain, SOON).toContain('remote 1 (127.0.0.1) is gone; 0 remotes')
  })

  test('gets a new PIN with Enter: the old one is void, and the connected phone stays', async () => {
    const { pins, hello, type } = await present()
    const [first = ''] = pins()
    const phone = await hello({ pin: first })
    const { token } = await phone.welcome
    type('\r')
    await expect.poll(pins, SOON).toHaveLength(2)
    expect(pins()[1]).not.toBe(first)
    const late = await hello({ pin: first })
    expect(await late.closed).toBe(Close.Unauthorised)
    const again = await hello({ token })
    expect(await again.welcome).toMatchObject({ remote: 1 })
  })

  test('disconnects every phone with off', async () => {
    const { pins, hello, type, plain } = await present()
    const phone = await hello({ pin: pins()[0] ?? '' })
    const { token } = await phone.welcome
    type('off\r')
    expect(await phone.closed).toBe(Close.Unauthorised)
    await expect.poll(plain, SOON).toContain('remote: every phone is out')
    expect(await (await hello({ token })).closed).toBe(Close.Unauthorised)
    await expect.poll(pins, SOON).toHaveLength(2)
    expect(await (await hello({ pin: pins()[1] ?? '' })).welcome).toMatchObject({ remote: 1 })
  })
})

test('an address that this machine does not have is refused, and its own are listed', async () => {
  const sandbox = openSandbox()
  stops.push(() => sandbox.close())
  const { status, stderr } = await sandbox.run('present', '--remote', '203.0.113.7')
  expect(status).toBe(2)
  expect(stderr).toMatch(/^--remote: 203\.0\.113\.7 is no address of this machine; there are: /)
})

test('a pipe gets the link, and then the address with the PIN', async () => {
  const sandbox = openSandbox()
  stops.push(() => sandbox.close())
  const show = await sandbox.present('--port', '0', '--remote', '127.0.0.1')
  await expect
    .poll(() => show.stdout(), SOON)
    .toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#ticket=\S+\nhttp:\/\/127\.0\.0\.1:\d+\/ \d{6}\n$/)
  await show.stop()
})
