import * as v from 'valibot'
import { DURATION, NAME, PLATFORM, SIZE, VERSION } from './pattern.ts'

/**
 * The shape of demo.yaml as an author writes it. A message names what is expected, after "must be";
 * editors show the descriptions. `parse.ts` checks what depends on several values.
 */
export const text = () => v.string('a text')
const about = <T>(words: string) => v.description<T, string>(words)

const words = (description: string) => v.pipe(text(), about(description))
const duration = (description: string) =>
  v.pipe(
    v.string('a duration such as 10s, 800ms or 2m'),
    v.regex(DURATION, 'a duration such as 10s, 800ms or 2m'),
    about(description),
  )

export const paneName = v.pipe(text(), v.regex(NAME, 'a name of small letters, digits, - and _'))
const byPane = <S extends v.GenericSchema>(value: S) => v.record(v.string(), value)

const envSchema = v.pipe(
  v.record(v.string(), text(), 'a mapping of names to texts'),
  about('Environment variables: names to texts'),
)

const status = v.pipe(
  v.number('a number from 0 to 255'),
  v.integer('a number from 0 to 255'),
  v.minValue(0, 'a number from 0 to 255'),
  v.maxValue(255, 'a number from 0 to 255'),
)
export const exitSchema = v.union(
  [status, v.array(status)],
  'an exit status, or a list of them (an empty list allows any)',
)

const portNumber = v.pipe(
  v.number('a port from 1 to 65535'),
  v.integer('a port from 1 to 65535'),
  v.minValue(1, 'a port from 1 to 65535'),
  v.maxValue(65_535, 'a port from 1 to 65535'),
)

/**
 * The kinds of requirement that are more than the name of a binary, by the key that identifies
 * them.
 */
export const requirementSchemas = {
  run: v.strictObject({
    run: words('A command that has to succeed'),
    why: words('What its success shows, for people: "the Docker engine answers"'),
  }),
  binary: v.strictObject({
    binary: words('A binary on the PATH'),
    version: v.pipe(
      text(),
      v.regex(VERSION, "a version such as '20.10'"),
      about('At least this version of it'),
    ),
  }),
  image: v.strictObject({
    image: words('An image, in the Docker engine or in a registry on this machine'),
    platform: v.optional(
      v.pipe(
        text(),
        v.regex(PLATFORM, 'a platform such as linux/arm64'),
        about('The platform it has to be there for, such as linux/arm64'),
      ),
    ),
  }),
  port: v.strictObject({
    port: v.pipe(portNumber, about('A port of this machine that has to be free')),
  }),
  host: v.strictObject({
    host: words('A host that has to take connections: name, or name:port (443 if absent)'),
  }),
} as const

const requiresSchema = v.pipe(
  v.array(v.union([words('A binary on the PATH'), ...Object.values(requirementSchemas)]), 'a list'),
  about('What has to be so before a step can run live'),
)

export const paneSchema = v.strictObject({
  shell: v.optional(v.picklist(['bash', 'zsh', 'fish'], 'bash, zsh or fish')),
  cwd: v.optional(words("Working directory, relative to the demo's folder")),
  env: v.optional(envSchema),
  ssh: v.optional(words('Host to log in to; the step runs there')),
})

export const cueSchema = v.strictObject({
  type: v.optional(words('Text to type')),
  key: v.optional(words('A key: enter, tab, esc, up, f1, ctrl-c, alt-b, shift-tab …')),
  wait: v.optional(words('prompt, line, or a /pattern/ in what was printed since the last key')),
  pause: v.optional(duration('Time to let pass')),
})

export const stepSchema = v.strictObject({
  id: v.pipe(text(), v.regex(NAME, 'a name of small letters, digits, - and _')),
  caption: v.optional(words('What the room reads while the step runs')),
  in: v.optional(v.pipe(paneName, about('The pane that the step happens in'))),
  run: v.optional(v.pipe(v.union([text(), byPane(text())]), about('A command, or one per pane'))),
  cues: v.optional(v.array(v.pipe(cueSchema, v.minEntries(1), v.maxEntries(1)), 'a list')),
  expect: v.optional(
    v.pipe(
      v.union([text(), byPane(text())]),
      about('A text or /pattern/ that the output has to contain, or one per pane'),
    ),
  ),
  until: v.optional(
    v.pipe(
      v.union([text(), byPane(text())]),
      about('The step is over when this is printed, and its program runs on; or one per pane'),
    ),
  ),
  exit: v.optional(
    v.pipe(
      v.union([exitSchema, byPane(exitSchema)]),
      about('The exit statuses that count as success, or those of each pane; 0 if absent'),
    ),
  ),
  patience: v.optional(duration('Longer than this and the step has failed')),
  'on-fail': v.optional(v.picklist(['replay', 'hold'], 'replay or hold')),
  rejoin: v.optional(
    words('A command that brings the world to where the next live step expects it'),
  ),
  optional: v.optional(v.boolean('true or false')),
  requires: v.optional(requiresSchema),
})

export const demoSchema = v.strictObject({
  title: v.optional(words('What the demo shows')),
  size: v.optional(
    v.pipe(
      v.string('a size such as 80x22'),
      v.regex(SIZE, 'a size such as 80x22'),
      about('Columns x rows of each pane, in live and replay alike'),
    ),
  ),
  live: v.optional(v.pipe(v.boolean('true or false'), about('false: there is only the take'))),
  requires: v.optional(requiresSchema),
  setup: v.optional(words("A script in the demo's folder, run before the first live step")),
  teardown: v.optional(words("A script in the demo's folder, run when the demo is over")),
  made: v.optional(
    v.pipe(
      v.array(text(), 'a list'),
      about("Files and folders in the demo's folder that setup and steps make, such as work"),
    ),
  ),
  env: v.optional(envSchema),
  mask: v.optional(v.pipe(v.array(text(), 'a list'), about('Patterns of volatile text'))),
  redact: v.optional(
    v.pipe(v.array(text(), 'a list'), about('Texts, or $NAME of variables, never to be shown')),
  ),
  panes: v.optional(v.record(paneName, v.nullable(paneSchema))),
  steps: v.pipe(v.array(stepSchema, 'a list'), v.minLength(1, 'a list of at least one step')),
})
