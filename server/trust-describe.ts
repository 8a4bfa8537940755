import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { requirementsOf } from '../core/demo.ts'
import type { Cue, Demo } from '../core/demo.ts'
import { made } from './library-hash.ts'

/**
 * All that a demo would run and use, line by line, for whoever has to approve it: scripts,
 * commands, ssh hosts, mounts, names of environment variables. With its `folder` also what the
 * scripts in it mount, and which paths an approval does not cover.
 */
export function describe(demo: Demo, folder?: string): readonly string[] {
  const commands = demo.steps.flatMap((step) => [
    ...[...step.parts].map(([pane, part]) => ({ step: step.id, pane, text: told(part.cues) })),
    ...(step.rejoin === undefined ? [] : [{ step: step.id, pane: 'rejoin', text: step.rejoin }]),
  ])
  const required = requirementsOf(demo).filter((each) => each.type === 'command')
  const hosts = requirementsOf(demo).filter((each) => each.type === 'host')
  const everything = [...commands.map(({ text }) => text), ...required.map(({ run }) => run)]
  const scripts = [demo.setup, demo.teardown].filter((script) => script !== undefined)
  const bodies = scripts.map((script) => (folder === undefined ? null : read(join(folder, script))))
  const names = new Set([
    ...Object.keys(demo.env),
    ...demo.panes.flatMap((pane) => Object.keys(pane.env)),
    ...demo.redact.filter((text) => text.startsWith('$')).map((text) => text.slice(1)),
  ])
  const lines = [
    `demo ${demo.name}: ${demo.title}`,
    ...scripts.map((script, i) => `script ${script}${length(bodies[i])}`),
    ...required.map(({ run, why }) => `checks: ${run} (${why})`),
    ...hosts.map(({ name, port }) => `connects to ${name}:${port}, to see whether it is there`),
    ...demo.panes.map(
      ({ id, shell, cwd = '.', ssh }) =>
        `pane ${id}: ${shell} in ${cwd}${ssh === undefined ? '' : `, on the ssh host ${ssh}`}`,
    ),
    ...commands.map(({ step, pane, text }) => `step ${step}, ${pane}: ${text}`),
    ...mounts([...everything, ...bodies.map((body) => body ?? '')]).map((each) => `mounts ${each}`),
    ...[...names].map((name) => `environment ${name}`),
    ...(folder === undefined ? [] : made(folder)).map(
      (path) => `not looked at: ${path} (from setup)`,
    ),
  ]
  return lines.map(visible)
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

/** Arguments that look like `-v from:to` or `--mount …`, and privileged containers. */
function mounts(texts: readonly string[]): readonly string[] {
  const found = texts.flatMap((text) => [
    ...text.matchAll(
      /(?:^|\s)(?:--mount[=\s]\s*\S+|(?:-v|--volume)[=\s]\s*\S*[/:]\S*|-v[/.~$]\S*|--privileged)/g,
    ),
  ])
  return [...new Set(found.map((match) => match[0].trim()))]
}

function read(path: string): string | null {
  return existsSync(path) ? readFileSync(path, 'utf8') : null
}

const length = (text: string | null | undefined) =>
  text ? ` (${text.trimEnd().split('\n').length} lines)` : ''

/** Nothing that is shown for approval may hide: control and direction characters become codes. */
function visible(line: string): string {
  return line.replace(
    /[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u{${character.charCodeAt(0).toString(16)}}`,
  )
}
