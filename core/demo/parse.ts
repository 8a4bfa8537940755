import * as v from 'valibot'
import type { Demo, Pane, Pattern, Step } from './model.ts'
import { DEFAULT_SIZE } from '../base/event.ts'
import type { Path } from '../yaml/located.ts'
import { parseYaml } from '../yaml/located.ts'
import { isMade, NAME, readSize } from './pattern.ts'
import type { Parsed, Problem } from '../base/problem.ts'
import { byPlace } from '../base/problem.ts'
import type { YamlReader } from '../yaml/reader.ts'
import { createReader, isMapping } from '../yaml/reader.ts'
import { take, takePattern } from './parse-cues.ts'
import { readRequires } from './parse-requires.ts'
import { demoSchema, paneSchema } from './schema.ts'
import { withBeginnings } from './parse-inside.ts'
import { readStep, type ReadStep } from './parse-step.ts'
import { defined } from '../base/defined.ts'

/** The name of the pane of a demo that names none. */
const ONLY_PANE = 'main'

/**
 * Reads demo.yaml. Never throws; every problem is returned, in the order of the file. If there are
 * problems, the value is the part that was understood, good for showing a take, and its `live` is
 * false: a script that was not fully understood is never run. Null: no step could be read.
 */
export function parseDemo(name: string, file: string, text: string): Parsed<Demo> {
  const problems: Problem[] = []
  const located = parseYaml(file, text)
  problems.push(...located.problems)
  if (located.value === undefined) return { value: null, problems: problems.sort(byPlace) }
  const reader = createReader(file, located, problems)
  const value = readDemo(reader, name)
  problems.sort(byPlace)
  if (!value) return { value: null, problems }
  return { value: { ...value, live: value.live && problems.length === 0 }, problems }
}

function readDemo(reader: YamlReader, name: string): Demo | null {
  const fields = reader.object(demoSchema, [], ['requires', 'panes', 'steps', 'mask', 'env'])
  if (!fields) return null
  const live = fields.live ?? true
  const size = fields.size === undefined ? undefined : take(reader, ['size'], readSize(fields.size))
  const setup = readScriptPath(reader, 'setup', fields.setup)
  const teardown = readScriptPath(reader, 'teardown', fields.teardown)
  const made = fields.made && readMade(reader, fields.made)
  const panes = readPanes(reader)
  const steps = readSteps(reader, { panes: panes.map((pane) => pane.id), live })
  const demo: Demo = {
    name,
    title: fields.title ?? name,
    size: size ?? DEFAULT_SIZE,
    ...(!live && fields.size === undefined && { isAsLargeAsTake: true }),
    live,
    requires: readRequires(reader, ['requires']),
    ...defined({ setup, teardown, made }),
    env: readEnv(reader, ['env']),
    mask: readMasks(reader),
    redact: fields.redact ?? [],
    panes,
    steps,
  }
  demo.redact.forEach((text, i) => checkRedact(reader, ['redact', i], text))
  return steps.length === 0 ? null : demo
}

/** Reads the patterns of volatile text. */
function readMasks(reader: YamlReader): readonly Pattern[] {
  const list = reader.get(['mask'])
  if (list === undefined) return []
  if (Array.isArray(list))
    return list.map((_, i) => readMask(reader, ['mask', i])).filter((item) => item !== undefined)
  reader.complain(['mask'], '`mask` must be a list', 'write [a, b], or one line for each: - a')
  return []
}

function readMask(reader: YamlReader, path: Path): Pattern | undefined {
  const text = reader.leaf(v.string('a text or /pattern/'), path)
  return text === undefined ? undefined : takePattern(reader, path, text)
}

function readEnv(reader: YamlReader, path: Path): Readonly<Record<string, string>> {
  if (reader.get(path) === undefined) return {}
  if (!isMapping(reader.get(path))) {
    reader.complain(path, '`env` must be a mapping of names to texts')
    return {}
  }
  const entries: [string, string][] = []
  for (const name of reader.keys(path)) {
    const value = reader.leaf(v.string('a text'), [...path, name])
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || name === '__proto__')
      reader.complain([...path, name], `\`${name}\` cannot name a variable`, undefined, 'key')
    else if (value?.includes('\0')) reader.complain([...path, name], 'a variable holds no NUL')
    else if (value !== undefined) entries.push([name, value])
  }
  return Object.fromEntries(entries)
}

/** Reads a file in the demo's folder, as `./name`; a path that leaves the folder is a problem. */
function readScriptPath(reader: YamlReader, key: string, path: string | undefined) {
  if (path === undefined) return undefined
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  const fault = path.startsWith('/') || path.startsWith('~') || parts.includes('..')
  if (!fault && parts.length > 0 && !/[\x00-\x1f\\]/.test(path)) return `./${parts.join('/')}`
  reader.complain(
    [key],
    `\`${key}\` must be a file in the demo's folder`,
    `for example ${key}: ./${key}.sh`,
  )
  return undefined
}

/**
 * Reads plain paths in the demo's folder. The files that define the demo, and its recording, must
 * not be among them.
 */
function readMade(reader: YamlReader, list: readonly string[]): readonly string[] {
  return list.flatMap((path, i) => {
    const parts = path.split('/').filter((part) => part !== '' && part !== '.')
    const plain = parts.join('/')
    if (!path.startsWith('/') && isMade(plain)) return [plain]
    reader.complain(
      ['made', i],
      `\`${path}\` is nothing that a demo makes in its folder`,
      'for example made: [work, images/base.tar]',
    )
    return []
  })
}

function checkRedact(reader: YamlReader, path: Path, text: string): void {
  if (text === '') reader.complain(path, 'nothing to redact')
  if (!text.startsWith('$') || /^\$[A-Za-z_][A-Za-z0-9_]*$/.test(text)) return
  const name = /^\$\{(\w+)\}$/.exec(text)?.[1]
  reader.complain(
    path,
    'a text that begins with $ names a variable',
    name === undefined ? 'for example $LAB_TOKEN' : `write $${name}`,
  )
}

/**
 * The most panes. Each is a shell of its own, and the positions of all of them have to fit into one
 * message of the socket (`MESSAGE_LIMIT`). A slide shows fewer (`SHOWN_LIMIT`).
 */
const PANES_LIMIT = 16

function readPanes(reader: YamlReader): readonly Pane[] {
  const path = ['panes']
  if (reader.get(path) === undefined) return [{ id: ONLY_PANE, shell: 'bash', env: {} }]
  const ids = reader.keys(path)
  if (ids.length === 0) {
    reader.complain(path, '`panes` must be a mapping with one pane at least', 'panes: { main: {} }')
    return [{ id: ONLY_PANE, shell: 'bash', env: {} }]
  }
  const extra = ids[PANES_LIMIT]
  if (extra !== undefined)
    reader.complain(
      [...path, extra],
      `a demo has ${PANES_LIMIT} panes at most, and this one names ${ids.length}`,
      'a slide shows nine of them at most: write several demos',
      'key',
    )
  return ids.map((id) => {
    if (!NAME.test(id))
      reader.complain(
        ['panes', id],
        `\`${id}\` cannot name a pane`,
        'small letters, digits, - and _',
        'key',
      )
    return readPane(reader, id)
  })
}

function readPane(reader: YamlReader, id: string): Pane {
  const path = ['panes', id]
  // `docker:` without a value is a pane without options.
  const fields = reader.get(path) === null ? {} : reader.object(paneSchema, path, ['env'])
  const { shell = 'bash', cwd, ssh } = fields ?? {}
  // ssh would read a host that begins with - as an option.
  if (ssh !== undefined && !/^[A-Za-z0-9_][\w.@:[\]-]*$/.test(ssh))
    reader.complain([...path, 'ssh'], `\`${ssh}\` is not a host`, 'for example user@host')
  return {
    id,
    shell,
    ...defined({ cwd, ssh }),
    env: readEnv(reader, [...path, 'env']),
  }
}

function readSteps(
  reader: YamlReader,
  around: { panes: readonly string[]; live: boolean },
): Step[] {
  const list = reader.get(['steps'])
  if (list === undefined) return []
  if (!Array.isArray(list) || list.length === 0) {
    reader.complain(['steps'], '`steps` must be a list of at least one step', '- id: hello')
    return []
  }
  const steps = new Map<string, ReadStep>()
  list.forEach((_, i) => {
    const path = ['steps', i]
    const read = readStep(reader, path, around)
    if (read && steps.has(read.step.id))
      reader.complain([...path, 'id'], `a step above is called \`${read.step.id}\` already`)
    else if (read) steps.set(read.step.id, read)
  })
  return withBeginnings(reader, [...steps.values()])
}
