import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { scriptHash } from '../../../server/files/folder-hash.ts'
import { parseDemo } from '../../../core/demo/parse.ts'
import type { DeckHealth, Finding } from '../../../core/health/health.ts'

/**
 * A folder with decks and demos, and a PATH of its own, so that faults of this machine do not
 * matter.
 */
export interface Box {
  readonly base: string
  readonly root: string
  readonly path: string
  write(path: string, text: string, mode?: number): void
  /** Puts a program on the PATH. */
  install(name: string, script: string): void
  remove(path: string): void
  read(path: string): string
  /** Writes a take that fits the current script; `more` changes what each step prints. */
  take(demo: string, more?: TakeOptions): void
  close(): void
}

interface TakeOptions {
  readonly size?: { cols: number; rows: number }
  readonly prints?: Readonly<Record<string, string>>
}

/** The programs that shell scripts need; all others of the machine are left out. */
const TOOLS = ['bash', 'sh', 'cat', 'sleep', 'rm', 'mktemp', 'base64', 'id', 'test', 'ps', 'env']

export function openBox(): Box {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'cuecast-green-room-')))
  const root = join(base, 'root')
  const path = join(base, 'bin')
  for (const folder of [root, path, join(base, 'tmp')]) mkdirSync(folder)
  for (const tool of TOOLS) {
    const found = ['/usr/bin', '/bin', '/usr/local/bin', '/opt/homebrew/bin']
      .map((folder) => join(folder, tool))
      .find((file) => existsSync(file))
    if (found !== undefined) symlinkSync(found, join(path, tool))
  }
  const box: Box = {
    base,
    root,
    path,
    write(file, text, mode = 0o644) {
      const to = join(root, file)
      mkdirSync(dirname(to), { recursive: true })
      writeFileSync(to, text)
      chmodSync(to, mode)
    },
    install(name, script) {
      rmSync(join(path, name), { force: true })
      writeFileSync(join(path, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    },
    remove: (file) => rmSync(join(root, file), { recursive: true }),
    read: (file) => readFileSync(join(root, file), 'utf8'),
    take(name, { size, prints = {} } = {}) {
      const folder = join(root, 'demos', name)
      const { value } = parseDemo(
        name,
        'demo.yaml',
        readFileSync(join(folder, 'demo.yaml'), 'utf8'),
      )
      if (!value) throw new Error(`${name} has no script`)
      const { cols, rows } = size ?? value.size
      const steps: Record<string, Record<string, object>> = {}
      for (const pane of value.panes) {
        const lines = [JSON.stringify({ version: 3, term: { cols, rows } })]
        for (const step of value.steps.filter(({ parts }) => parts.has(pane.id))) {
          const event = (code: string, data: string) =>
            lines.push(JSON.stringify([0.1, code, data]))
          event('m', `step:${step.id}`)
          event('o', `$ echo ${step.id}`)
          event('o', `\r\n${prints[step.id] ?? step.id}\r\n`)
          event('o', '$ ')
          steps[step.id] = {
            ...steps[step.id],
            [pane.id]: { status: 0, typed: 150, duration: 150, lines: 1 },
          }
        }
        box.write(`demos/${name}/take/${pane.id}.cast`, `${lines.join('\n')}\n`)
      }
      const facts = { version: 1, recorded: '2026-11-03T18:00:00.000Z', platform: 'linux/amd64' }
      const tools = { runc: '1.1.5' }
      const script = scriptHash(folder)
      box.write(`demos/${name}/take/take.json`, JSON.stringify({ ...facts, tools, script, steps }))
    },
    close: () => rmSync(base, { recursive: true, force: true, maxRetries: 5 }),
  }
  return box
}

/** Installs the programs of a machine without faults. */
export function installAll(box: Box): void {
  box.install('docker', DOCKER)
  box.install('runc', 'echo runc version 1.1.5')
  box.install('ssh', 'exit 0')
  box.install('sudo', 'exit 0')
}
const DOCKER = `
case "$*" in
  version*) echo 28.2.2 ;;
  *--version*) echo Docker version 28.2.2 ;;
  'image inspect'*) echo linux/arm64 ;;
esac`

/** Every finding, as `demo/step: why`, and every step that is not live, as `demo/step: word`. */
export function told(health: DeckHealth): { findings: string[]; words: string[] } {
  const all = (where: string, findings: readonly Finding[]) =>
    findings.map(({ why }) => `${where}: ${why}`)
  return {
    findings: [
      ...all('machine', health.findings),
      ...health.demos.flatMap((demo) => [
        ...all(demo.demo, demo.findings),
        ...demo.steps.flatMap(({ step, findings }) => all(`${demo.demo}/${step}`, findings)),
      ]),
    ],
    words: health.demos.flatMap(({ demo, word, steps }) =>
      steps.length === 0
        ? [`${demo}: ${word}`]
        : steps
            .filter((one) => one.word !== 'live')
            .map((one) => `${demo}/${one.step}: ${one.word}`),
    ),
  }
}
