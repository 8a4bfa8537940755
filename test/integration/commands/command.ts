import { spawn, type ChildProcess } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { WebSocket } from 'ws'
import { borrowHost, COMMAND } from '../../support/command-process.ts'
import { defined } from '../../../core/base/defined.ts'
import { PROTOCOL } from '../../../core/protocol/messages.ts'
import type { ClientMessage, ServerMessage } from '../../../core/protocol/messages.ts'

const PACKAGE = resolve(import.meta.dirname, '../../..')

/** The end of a command. The sandbox's own path is written `<root>`. */
export interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Presenting {
  readonly port: number
  readonly ticket: string
  readonly child: ChildProcess
  stdout(): string
  stderr(): string
  stop(): Promise<void>
}

/**
 * A folder for one test of the real command: decks and demos, settings, and the files of its runs.
 */
export interface Sandbox {
  /** The working directory of the command. */
  readonly root: string
  readonly tmp: string
  /** Writes files below `root`: contents by their path. */
  write(files: Readonly<Record<string, string | Uint8Array>>): void
  /** Runs the command to its end, in a process that may have run others before it. */
  run(...args: string[]): Promise<Ended>
  /** Runs the command in a process of its own, in a Node with these options. */
  runWith(node: readonly string[], ...args: string[]): Promise<Ended>
  /** Starts the command without waiting for its end. */
  start(...args: string[]): ChildProcess
  /** Starts the stage; resolves once it has printed its link. */
  present(...args: string[]): Promise<Presenting>
  /** Starts the stage in a Node with these options. */
  presentWith(node: readonly string[], ...args: string[]): Promise<Presenting>
  /** The text as an author reads it, with `<root>` for the sandbox. */
  shown(text: string): string
  close(): Promise<void>
}

export function openSandbox(): Sandbox {
  if (!existsSync(COMMAND)) throw new Error(`there is no ${COMMAND}; run: npm run build`)
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'cuecast-command-')))
  const root = join(base, 'root')
  const tmp = join(base, 'tmp')
  for (const folder of [root, tmp]) mkdirSync(folder)
  const env = {
    // Programs that a test puts into bin/ come first.
    PATH: `${join(root, 'bin')}:${process.env['PATH']}`,
    HOME: base,
    TMPDIR: tmp,
    XDG_CONFIG_HOME: join(base, 'config'),
    CUECAST_BROWSER: process.env['CUECAST_BROWSER'],
  }
  const children = new Set<ChildProcess>()
  const shown = (text: string) => text.replaceAll(root, '<root>').replaceAll(base, '<base>')

  const start = (...args: string[]) => startWith([], ...args)
  function startWith(node: readonly string[], ...args: string[]): ChildProcess {
    const command = [...node, COMMAND, ...args]
    const child = spawn(process.execPath, command, { cwd: root, env, stdio: 'pipe' })
    children.add(child)
    child.on('exit', () => children.delete(child))
    child.stdin?.end()
    return child
  }
  const ended = (child: ChildProcess) =>
    new Promise<number | null>((settle) => child.on('close', (status) => settle(status)))
  function gather(child: ChildProcess) {
    const said = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const)
      child[name]?.setEncoding('utf8').on('data', (text: string) => (said[name] += text))
    return said
  }

  async function run(...args: string[]): Promise<Ended> {
    const running = borrowHost(root, env, args)
    const status = await running.ended
    const { stdout, stderr } = running.said
    return {
      status: typeof status === 'number' ? status : null,
      stdout: shown(stdout),
      stderr: shown(stderr),
    }
  }

  async function runWith(node: readonly string[], ...args: string[]): Promise<Ended> {
    const child = startWith(node, ...args)
    const said = gather(child)
    const status = await ended(child)
    return { status, stdout: shown(said.stdout), stderr: shown(said.stderr) }
  }

  async function presentWith(node: readonly string[], ...args: string[]): Promise<Presenting> {
    const child = startWith(node, 'present', ...args)
    const said = gather(child)
    await new Promise<void>((settle, fail) => {
      child.stdout?.on('data', () => /#ticket=\S+\n/.test(said.stdout) && settle())
      child.on('close', (status) => fail(new Error(`ended with ${status}: ${said.stderr}`)))
    })
    const [, port, ticket] = /127\.0\.0\.1:(\d+)\/.*#ticket=(\S+)/.exec(said.stdout) ?? []
    return {
      port: Number(port),
      ticket: ticket ?? '',
      child,
      stdout: () => shown(said.stdout),
      stderr: () => shown(said.stderr),
      async stop() {
        const over = ended(child)
        child.kill('SIGTERM')
        await over
      },
    }
  }

  return {
    root,
    tmp,
    shown,
    start,
    write(files) {
      for (const [path, content] of Object.entries(files)) {
        mkdirSync(dirname(join(root, path)), { recursive: true })
        writeFileSync(join(root, path), content)
      }
    },
    run,
    runWith,
    present: (...args) => presentWith([], ...args),
    presentWith,
    async close() {
      await Promise.all(
        [...children].map(async (child) => {
          const over = ended(child)
          child.kill('SIGTERM')
          await over
        }),
      )
      rmSync(base, { recursive: true, force: true })
    },
  }
}

/** Names as an error lists them: the sandbox's own in their order, then those in the package. */
export function named(kind: 'slides' | 'demos', ...own: string[]): string {
  const folder = join(PACKAGE, kind)
  const file = kind === 'slides' ? 'deck.md' : 'demo.yaml'
  const shipped = readdirSync(folder).filter((name) => existsSync(join(folder, name, file)))
  return [...own, ...shipped.sort()].join(', ')
}

/**
 * A window of the stage as the server sees one: welcomed, and with control if it is the first. A
 * window that was here before may come with the token that it was given, and as the same page.
 */
export async function enter(
  { port, ticket }: Pick<Presenting, 'port' | 'ticket'>,
  token?: string,
  page?: string,
) {
  const headers = { Origin: `http://127.0.0.1:${port}` }
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`, { headers })
  const heard: ServerMessage[] = []
  const waiting = new Set<() => void>()
  socket.on('message', (data: Buffer, binary) => {
    if (!binary) heard.push(JSON.parse(data.toString()) as ServerMessage)
    waiting.forEach((look) => look())
  })
  const say = (message: ClientMessage) => socket.send(JSON.stringify(message))
  /** Resolves with the first message of this type for which `fits` holds, earlier or later. */
  function hear<T extends ServerMessage['type']>(
    type: T,
    fits: (message: Extract<ServerMessage, { type: T }>) => boolean = () => true,
  ): Promise<Extract<ServerMessage, { type: T }>> {
    return new Promise((settle, fail) => {
      const look = () => {
        for (const one of heard) {
          if (one.type !== type || !fits(one as never)) continue
          waiting.delete(look)
          return settle(one as never)
        }
      }
      waiting.add(look)
      socket.on('close', (code) => fail(new Error(`the socket was closed with ${code}`)))
      look()
    })
  }
  await new Promise<void>((settle, fail) => {
    socket.on('open', settle)
    socket.on('error', fail)
  })
  const proof = token === undefined ? { ticket } : { token }
  say({ type: 'hello', protocol: PROTOCOL, ...proof, ...defined({ page }) })
  const welcome = await hear('welcome')
  return { welcome, say, hear, heard, socket, close: () => socket.close() }
}
