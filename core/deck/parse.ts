import * as v from 'valibot'
import { readSlides } from './parse-slides.ts'
import type { FlagMapBlock } from './parse-flag-map.ts'
import type { StageBlock } from './parse-stage.ts'
import type { Ms } from '../base/event.ts'
import { parseYaml, YAML_LIMIT } from '../yaml/located.ts'
import type { Parsed, Problem } from '../base/problem.ts'
import { byPlace } from '../base/problem.ts'
import { createReader } from '../yaml/reader.ts'

/** `slides/<name>/deck.md`, read. */
export interface Deck extends FrontMatter {
  readonly name: string
  readonly slides: readonly Slide[]
}

export interface FrontMatter {
  readonly title: string
  readonly author?: string
  readonly event?: string
  /** As written, for people. */
  readonly date?: string
  /** How long the talk is meant to be. */
  readonly duration?: Ms
  readonly theme: 'dark' | 'light'
  /** A language tag (BCP 47). */
  readonly lang: string
}

export interface Slide {
  /** The line of the file on which it begins, from 1. */
  readonly line: number
  /** Below the slide before it, not beside it. */
  readonly below: boolean
  readonly blocks: readonly Block[]
  /** Speaker notes, as Markdown. */
  readonly notes?: string
  /** Of `<!-- .slide: … -->`; only class, id and data-*. */
  readonly attributes: Readonly<Record<string, string>>
}

export type Block =
  | { readonly type: 'markdown'; readonly text: string }
  | ({ readonly type: 'stage' } & StageBlock)
  | ({ readonly type: 'flagmap' } & FlagMapBlock)

const text = v.optional(v.string('a text'))

const frontMatterSchema = v.strictObject({
  title: text,
  author: text,
  event: text,
  date: text,
  duration: v.optional(
    v.pipe(
      v.string('a number of minutes such as 45m'),
      v.regex(/^[1-9]\d{0,3} ?(m|min)$/, 'a number of minutes such as 45m'),
    ),
  ),
  theme: v.optional(v.picklist(['dark', 'light'], 'dark or light')),
  lang: v.optional(
    v.pipe(
      v.string('a language such as en or pt-BR'),
      v.regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/, 'a language such as en or pt-BR'),
    ),
  ),
})

/** Reads deck.md. Never throws; the value is as much of the deck as could be understood. */
export function parseDeck(name: string, file: string, source: string): Parsed<Deck> {
  if (source.length > YAML_LIMIT.bytes)
    return { value: null, problems: [{ file, message: 'the file is larger than 1 MiB' }] }
  const problems: Problem[] = []
  const lines = source.replace(/^\uFEFF/, '').split(/\r?\n/)
  const open = lines[0]?.trimEnd() === '---'
  const close = open ? lines.findIndex((line, i) => i > 0 && line.trimEnd() === '---') : -1
  if (open && close < 0)
    problems.push({
      file,
      line: 1,
      column: 1,
      length: 3,
      message: 'the front matter does not end',
      hint: 'close it with a line --- of its own',
    })
  const front = lines.slice(1, Math.max(1, close)).join('\n')
  const fields = readFrontMatter(file, front, problems)
  const body = close < 0 ? (open ? 1 : 0) : close + 1
  const slides = readSlides(file, lines, body, problems)
  problems.sort(byPlace)
  const { title = firstHeading(slides) ?? name, theme = 'dark', lang = 'en' } = fields
  return { value: { name, ...fields, title, theme, lang, slides }, problems }
}

function readFrontMatter(file: string, text: string, problems: Problem[]): Partial<FrontMatter> {
  const located = parseYaml(file, text, 2)
  problems.push(...located.problems)
  // Empty front matter is none.
  if (located.value === undefined || located.value === null) return {}
  const { duration, ...fields } =
    createReader(file, located, problems).object(frontMatterSchema, []) ?? {}
  const minutes = duration === undefined ? undefined : parseInt(duration, 10)
  return {
    ...dropUndefined(fields),
    ...(minutes === undefined ? {} : { duration: minutes * 60_000 }),
  }
}

/** For exactOptionalPropertyTypes: the reader leaves out what is absent, the types do not know. */
const dropUndefined = <T extends object>(fields: T) =>
  fields as { [K in keyof T]: Exclude<T[K], undefined> }

function firstHeading(slides: readonly Slide[]): string | undefined {
  for (const block of slides.flatMap((slide) => slide.blocks)) {
    const heading = block.type === 'markdown' && /^#{1,6}\s+(.+?)\s*#*$/m.exec(block.text)?.[1]
    if (heading) return heading
  }
  return undefined
}
