import type { Cue, Pattern, WaitFor } from './model.ts'
import { KEY_NAMES, keyBytes, keyName } from './key.ts'
import type { Path } from '../yaml/located.ts'
import { nearest, suggestion } from '../base/did-you-mean.ts'
import { own } from '../base/own.ts'
import { readDuration, readPattern } from './pattern.ts'
import type { Read } from './pattern.ts'
import type { YamlReader } from '../yaml/reader.ts'
import { isMapping } from '../yaml/reader.ts'
import { cueSchema } from './schema.ts'

/**
 * Expands `run`: each line is typed and entered. Before the next line the shell has to ask for it,
 * and at the end there has to be `end`: its prompt, or what `until` names.
 */
export function runCues(
  reader: YamlReader,
  path: Path,
  command: string,
): (end: WaitFor) => readonly Cue[] {
  const lines = command.replace(/\n+$/, '').split('\n')
  if (command.trim() === '') reader.complain(path, 'an empty command')
  else checkTyped(reader, path, lines.join(''))
  return (end) =>
    lines.flatMap((line, i): Cue[] => [
      ...(line === '' ? [] : [{ type: 'type', text: line } as const]),
      { type: 'key', key: 'enter' },
      { type: 'wait', for: i < lines.length - 1 ? 'line' : end },
    ])
}

export function readCues(reader: YamlReader, path: Path): readonly Cue[] {
  const list = reader.get(path)
  if (!Array.isArray(list)) {
    reader.complain(path, '`cues` must be a list', 'one item for each cue: - type: ls')
    return []
  }
  if (list.length === 0) reader.complain(path, '`cues` is empty')
  return list.map((_, i) => readCue(reader, [...path, i])).filter((cue) => cue !== undefined)
}

/** Words of similar tools, and what to write instead. */
const elsewhere: Readonly<Record<string, string>> = {
  run: 'inside `cues` write `- type: …` and `- key: enter`',
  sleep: 'write `- pause: 800ms`',
  expect: 'write `- wait: /pattern/`; `expect` judges the whole step, beside `cues`',
}

function readCue(reader: YamlReader, path: Path): Cue | undefined {
  const raw = reader.get(path)
  const keys = Object.keys(cueSchema.entries)
  if (!isMapping(raw)) {
    reader.complain(path, 'a cue is a mapping', `with one of: ${keys.join(', ')}`)
    return undefined
  }
  const given = reader.keys(path)
  const foreign = given.find((key) => Object.hasOwn(elsewhere, key))
  if (foreign !== undefined) {
    reader.complain([...path, foreign], `a cue has no \`${foreign}\``, elsewhere[foreign], 'key')
    return undefined
  }
  const cue = reader.object(cueSchema, path)
  const known = given.filter((key) => keys.includes(key))
  if (known.length > 1)
    reader.complain(path, 'a cue does one thing', 'begin a new item with `- ` for each of them')
  if (given.length === 0) reader.complain(path, 'an empty cue', `with one of: ${keys.join(', ')}`)
  if (cue?.type !== undefined) {
    if (cue.type === '') reader.complain([...path, 'type'], 'nothing to type')
    checkTyped(reader, [...path, 'type'], cue.type)
    return { type: 'type', text: cue.type }
  }
  if (cue?.key !== undefined) return readKey(reader, [...path, 'key'], cue.key)
  if (cue?.wait !== undefined) return readWait(reader, [...path, 'wait'], cue.wait)
  if (cue?.pause !== undefined) {
    const pause = take(reader, [...path, 'pause'], readDuration(cue.pause))
    return pause === undefined ? undefined : { type: 'pause', for: pause }
  }
  return undefined
}

function readKey(reader: YamlReader, path: Path, key: string): Cue {
  const name = keyName(key)
  if (keyBytes(name) === undefined)
    reader.complain(path, `there is no key \`${key}\``, keyHint(key))
  return { type: 'key', key: name }
}

/** Names of modifiers and keys in other tools. */
const MODIFIER: Readonly<Record<string, string>> = {
  ...{ c: 'ctrl', '^': 'ctrl', control: 'ctrl', m: 'alt', meta: 'alt', option: 'alt', s: 'shift' },
}
const KEY: Readonly<Record<string, string>> = {
  ...{ return: 'enter', cr: 'enter', del: 'delete', bs: 'backspace', ins: 'insert' },
  ...{ pgup: 'pageup', pgdn: 'pagedown', spacebar: 'space', backtab: 'shift-tab' },
}

function keyHint(key: string): string {
  if ([...key].length === 1) return `a character is typed: write \`- type: ${quoted(key)}\``
  const [, modifier, name = key] =
    /^(c|\^|control|ctrl|m|meta|option|alt|s|shift)[-+ ]?(.+)$/i.exec(key) ?? []
  const known = own(KEY, name.toLowerCase()) ?? name.toLowerCase().replace(/^page[-_ ]/, 'page')
  const prefix = modifier?.toLowerCase()
  const meant = prefix === undefined ? known : `${own(MODIFIER, prefix) ?? prefix}-${known}`
  for (const guess of [known, meant])
    if (keyBytes(guess) !== undefined) return `did you mean \`${guess}\`?`
  return (
    suggestion(key.toLowerCase(), [...KEY_NAMES, 'ctrl-a … ctrl-z', 'alt-…', 'shift-tab']) ?? ''
  )
}

/** A character as YAML takes it for a text. */
const quoted = (character: string) =>
  /^[A-Za-z]$/.test(character) && !/^[yn]$/i.test(character)
    ? character
    : character === "'"
      ? `"'"`
      : `'${character}'`

function readWait(reader: YamlReader, path: Path, wait: string): Cue | undefined {
  if (wait === 'prompt' || wait === 'line') return { type: 'wait', for: wait }
  const near = wait.startsWith('/') ? undefined : nearest(wait, ['prompt', 'line'])
  const isTime = readDuration(wait).value !== undefined
  if (near === undefined && !isTime) {
    const pattern = takePattern(reader, path, wait)
    return pattern && { type: 'wait', for: pattern }
  }
  reader.complain(
    path,
    isTime
      ? 'a wait is for something, not for a time'
      : '`wait` is for prompt, line, a text or a /pattern/',
    isTime
      ? `to let time pass write \`- pause: ${wait}\``
      : `did you mean \`${near}\`? For this text write /${wait}/`,
  )
  return undefined
}

/**
 * Rejects control characters. Typed text reaches the shell unchanged, so a tab would complete and
 * an escape would edit.
 */
export function checkTyped(reader: YamlReader, path: Path, typed: string): void {
  const control = /[\x00-\x1f\x7f]/.exec(typed)?.[0]
  if (control === undefined) return
  const hint =
    control === '\t'
      ? 'write spaces, or use `- key: tab` in `cues`'
      : control === '\n'
        ? 'write one `type` for each line, with `- key: enter` between them'
        : 'use `- key: …` in `cues`'
  const name = control === '\t' ? 'a tab' : control === '\n' ? 'a line end' : 'a control character'
  reader.complain(path, `${name} cannot be typed as text`, hint)
}

/** Reads a pattern and notes its place; undefined after a problem. */
export function takePattern(reader: YamlReader, path: Path, text: string): Pattern | undefined {
  const pattern = take(reader, path, readPattern(text))
  return pattern && { ...pattern, at: reader.at(path) }
}

/** Returns the value; undefined after a problem. */
export function take<T>(reader: YamlReader, path: Path, read: Read<T>): T | undefined {
  if (read.message !== undefined) reader.complain(path, read.message, read.hint)
  return read.value
}
