import * as v from 'valibot'
import { requirementsOf } from '../demo/model.ts'
import type { Cue, Demo } from '../demo/model.ts'
import { findUses } from './find-uses.ts'
import type { Spoken } from './mentioned-paths.ts'
import { visible } from '../terminal/show-invisible.ts'

/** The kinds of line on the sheet, in the order in which they are read. */
export const TRUST_KINDS = [
  'demo',
  'script',
  'checks',
  'pane',
  'step',
  'rejoin',
  'binary',
  'rights',
  'host',
  'mounts',
  'port',
  'environment',
  'not looked at',
] as const
export type TrustKind = (typeof TRUST_KINDS)[number]

const entry = v.object({
  kind: v.picklist(TRUST_KINDS),
  /** Which step and pane, or whose words these are; empty where there is nothing to say. */
  where: v.string(),
  text: v.string(),
})
export type TrustEntry = v.InferOutput<typeof entry>

const file = v.object({
  path: v.string(),
  /** Size in bytes. */
  bytes: v.number(),
  /** A script, or named in one or in a command: what it says is a part of what would run. */
  called: v.boolean(),
  /** Number (from 1) and text of each line; number 0: how many blank ones are left out here. */
  lines: v.array(v.tuple([v.number(), v.string()])),
  /** Why there are no lines, or not all. */
  why: v.exactOptional(v.string()),
})
export type TrustFile = v.InferOutput<typeof file>

const diffLine = v.object({ is: v.picklist(['gone', 'new', 'same', 'gap']), text: v.string() })

/** All that a demo would run and use, for whoever has to approve it. Every text in it is `visible`. */
export const trustSheet = v.object({
  demo: v.string(),
  title: v.string(),
  /** Of the folder as it was read: what is approved. */
  hash: v.string(),
  entries: v.array(entry),
  files: v.array(file),
  /** Tells whether its script, demo.yaml, is another than before, in what is not listed either. */
  script: v.exactOptional(v.string()),
  /** What this machine approved before, and what has changed since; null: too long to compare. */
  before: v.exactOptional(
    v.object({ on: v.exactOptional(v.string()), changes: v.nullable(v.array(diffLine)) }),
  ),
  /** Why it can be approved in a terminal only: it is too much to be shown whole. */
  barred: v.exactOptional(v.string()),
})
export type TrustSheet = v.InferOutput<typeof trustSheet>

/** What a demo types and runs, its variables and the folders of its shells, each with its place. */
export function spokenIn(demo: Demo): readonly Spoken[] {
  const steps = demo.steps.flatMap((step) =>
    [...step.parts].map(([pane, { cues }]) => ({
      where: `step ${step.id}, ${pane}`,
      text: typed(cues),
    })),
  )
  const rejoins = demo.steps.flatMap(({ id, rejoin }) =>
    rejoin === undefined ? [] : [{ where: `rejoin ${id}`, text: rejoin }],
  )
  const checks = requirementsOf(demo).flatMap((need) =>
    need.type === 'command' ? [{ where: `checks ${need.why}`, text: need.run }] : [],
  )
  const panes = demo.panes.flatMap(({ id, cwd }) =>
    cwd === undefined ? [] : [{ where: `pane ${id}`, text: cwd }],
  )
  const environment = [demo.env, ...demo.panes.map(({ env }) => env)].flatMap((env) =>
    Object.entries(env).map(([name, text]) => ({ where: `environment ${name}`, text })),
  )
  return [...steps, ...rejoins, ...checks, ...panes, ...environment]
}

/** As a shell reads it: what is typed in several cues is one word. */
function typed(cues: readonly Cue[]): string {
  const pieces = cues.map((cue) =>
    cue.type === 'type' ? cue.text : cue.type === 'key' ? (cue.key === 'enter' ? '\n' : ' ') : '',
  )
  return pieces.join('')
}

/** What an approval does not cover. */
export interface Unseen {
  readonly where: string
  readonly path: string
}

/** The entries of a demo. `bodies` are its scripts and other texts that a step may call. */
export function entriesOf(
  demo: Demo,
  bodies: readonly string[],
  unseen: readonly Unseen[],
): readonly TrustEntry[] {
  const steps = demo.steps.flatMap((step) =>
    [...step.parts]
      // A step that is only a recording has nothing to run.
      .filter(([, { cues }]) => cues.length > 0)
      .map(([pane, { cues }]) => ({ where: `${step.id}, ${pane}`, text: told(cues) })),
  )
  const rejoins = demo.steps.flatMap(({ id, rejoin }) =>
    rejoin === undefined ? [] : [{ where: id, text: rejoin }],
  )
  const needs = requirementsOf(demo)
  const checks = needs.flatMap((need) =>
    need.type === 'command' ? [{ where: need.why, text: need.run }] : [],
  )
  const uses = findUses([...[...steps, ...rejoins, ...checks].map(({ text }) => text), ...bodies])
  const scripts = [
    { where: 'before the first step', text: demo.setup },
    { where: 'at the end', text: demo.teardown },
  ].flatMap(({ where, text }) => (text === undefined ? [] : [{ where, text }]))
  const binaries = needs.flatMap((need) =>
    need.type === 'binary'
      ? [{ where: '', text: need.name }]
      : need.type === 'image'
        ? [{ where: 'image', text: need.name }]
        : [],
  )
  const ports = needs.flatMap((need) => (need.type === 'port' ? [String(need.port)] : []))
  const asked = needs.flatMap((need) => (need.type === 'host' ? [`${need.name}:${need.port}`] : []))
  const plain = (kind: TrustKind, texts: readonly string[], where = '') =>
    texts.map((text) => ({ kind, where, text }))
  const of = (kind: TrustKind, list: readonly { where: string; text: string }[]) =>
    list.map((one) => ({ kind, ...one }))
  const environment = [demo.env, ...demo.panes.map((pane) => pane.env)].flatMap((env) =>
    Object.entries(env).map(([name, value]) => `${name}=${value}`),
  )
  const secrets = demo.redact.filter((text) => text.startsWith('$')).map((text) => text.slice(1))
  const all: readonly TrustEntry[] = [
    { kind: 'demo', where: demo.name, text: demo.title },
    ...of('script', scripts),
    ...of('checks', checks),
    ...demo.panes.map(({ id, shell, cwd = '.' }) => ({
      kind: 'pane' as const,
      where: id,
      text: `${shell} in ${cwd}`,
    })),
    ...of('step', steps),
    ...of('rejoin', rejoins),
    ...of('binary', binaries),
    ...plain('rights', uses.rights),
    ...demo.panes.flatMap(({ id, ssh }) =>
      ssh === undefined ? [] : [{ kind: 'host' as const, where: `pane ${id}, by ssh`, text: ssh }],
    ),
    ...plain('host', asked, 'connects, to see whether it is there'),
    ...plain('host', uses.hosts),
    ...plain('mounts', uses.mounts),
    ...plain('port', ports, 'has to be free'),
    ...plain('port', uses.ports),
    ...plain('environment', [...new Set(environment)]),
    ...plain('environment', [...new Set(secrets)], 'reads yours'),
    ...of(
      'not looked at',
      unseen.map(({ where, path }) => ({ where, text: path })),
    ),
  ]
  return all.map(({ kind, where, text }) => ({ kind, where: visible(where), text: visible(text) }))
}

/** What is typed and pressed, as one line. */
function told(cues: readonly Cue[]): string {
  const words = cues.flatMap((cue) => {
    if (cue.type === 'type') return [cue.text]
    if (cue.type === 'key') return [cue.key === 'enter' ? '⏎' : `<${cue.key}>`]
    return []
  })
  return words.join(' ')
}

/** Blank lines in a row from which on only their number is shown: nothing is hidden below a fold. */
const BLANKS = 2

/** A file as it is shown: numbered, visible, and with long runs of blank lines counted. */
export function shownLines(text: string): [number, string][] {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/)
  const shown: [number, string][] = []
  let blanks = 0
  const flush = (next: number) => {
    if (blanks > BLANKS) shown.push([0, `${blanks} blank lines`])
    else for (let n = next - blanks; n < next; n++) shown.push([n, ''])
    blanks = 0
  }
  lines.forEach((line, i) => {
    if (line.trim() === '') blanks++
    else {
      flush(i + 1)
      shown.push([i + 1, visible(line)])
    }
  })
  flush(lines.length + 1)
  return shown
}

/** The lines that are kept, to compare a later version with. */
export function keptLines(sheet: Pick<TrustSheet, 'entries' | 'files' | 'script'>): string[] {
  return [...sheetLines(sheet), ...(sheet.script === undefined ? [] : [sheet.script])]
}

/** The whole sheet as lines: what a terminal prints. */
export function sheetLines({ entries, files }: Pick<TrustSheet, 'entries' | 'files'>): string[] {
  return [
    ...entries.map(({ kind, where, text }) => `${kind}${where === '' ? '' : ` ${where}`}: ${text}`),
    ...files.flatMap(({ path, bytes, lines, why }) => [
      `file ${path}: ${bytes} bytes${why === undefined ? '' : `, ${why}`}`,
      ...lines.map(([n, text]) => `${path}| ${n === 0 ? `⟨${text}⟩` : text}`),
    ]),
  ]
}

/** How much there is to read, in one line: nothing of it can be overlooked then. */
export function sheetCount({ entries, files }: Pick<TrustSheet, 'entries' | 'files'>): string {
  const of = (...kinds: TrustKind[]) => entries.filter(({ kind }) => kinds.includes(kind)).length
  const called = files.filter((one) => one.called)
  const lines = called.reduce((sum, one) => sum + (one.lines.at(-1)?.[0] ?? 0), 0)
  const counts: [number, string][] = [
    [of('step', 'rejoin', 'checks'), 'command'],
    [called.length, 'script'],
    [lines, 'line of script'],
    [of('host'), 'host'],
    [of('mounts'), 'mount'],
    [of('port'), 'port'],
    [of('rights'), 'further right'],
    [of('environment'), 'variable'],
  ]
  return counts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${count} ${count === 1 ? what : plural(what)}`)
    .join(', ')
}

const plural = (what: string) => (what === 'line of script' ? 'lines of script' : `${what}s`)
