import { lstatSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { SHOWN_LIMIT } from '../../core/deck/parse-stage.ts'
import type { Demo } from '../../core/demo/model.ts'
import { parseYaml } from '../../core/yaml/located.ts'
import { suggestion } from '../../core/base/did-you-mean.ts'
import type { Problem } from '../../core/base/problem.ts'
import { reason } from '../base/result.ts'
import { layoutFor } from '../files/folder-files.ts'
import type { NamedStage } from './read-deck.ts'

/** Checks a deck against the demos that it names; each problem has its line in the deck. */
export function checkStages(
  file: string,
  stages: readonly NamedStage[],
  names: readonly string[],
  demos: ReadonlyMap<string, { readonly demo: Demo | null; readonly file: string } | undefined>,
): readonly Problem[] {
  const problems: Problem[] = []
  for (const [, second, ...more] of bySlide(stages).values()) {
    if (!second) continue
    const message = `a slide shows one demo, and this one names ${more.length + 2}`
    const hint = 'begin a slide for each, or write one demo with several panes'
    problems.push({ file, ...second.place, message, hint })
  }
  for (const stage of stages) {
    const found = demos.get(stage.demo)
    if (!found) {
      const message = `there is no demo \`${stage.demo}\``
      const hint = suggestion(stage.demo, names)
      problems.push({ file, ...stage.place, message, hint })
    } else if (found.demo) problems.push(...checkStage(file, stage, found.demo))
    else {
      const message = `the demo \`${stage.demo}\` cannot be read`
      problems.push({ file, ...stage.place, message, hint: `see ${found.file}` })
    }
  }
  return problems
}

function bySlide(stages: readonly NamedStage[]): ReadonlyMap<number, readonly NamedStage[]> {
  const found = new Map<number, NamedStage[]>()
  for (const stage of stages) {
    const before = found.get(stage.slide)
    if (before) before.push(stage)
    else found.set(stage.slide, [stage])
  }
  return found
}

function checkStage(file: string, stage: NamedStage, demo: Demo): readonly Problem[] {
  const problems: Problem[] = []
  const steps = demo.steps.map((step) => step.id)
  const range = [stage.from, stage.to].filter((step) => step !== undefined)
  for (const step of new Set(range))
    if (!steps.includes(step))
      problems.push({
        file,
        ...stage.stepsPlace,
        message: `the demo \`${demo.name}\` has no step \`${step}\``,
        hint: suggestion(step, steps),
      })
  const [from = -1, to = -1] = range.map((step) => steps.indexOf(step))
  if (from > to && to >= 0)
    problems.push({
      file,
      ...stage.stepsPlace,
      message: 'the range of steps is reversed',
      hint: `write ${stage.to}..${stage.from}`,
    })
  const panes = demo.panes.map((pane) => pane.id)
  for (const pane of stage.panes ?? [])
    if (!panes.includes(pane))
      problems.push({
        file,
        ...stage.panesPlace,
        message: `the demo \`${demo.name}\` has no pane \`${pane}\``,
        hint: suggestion(pane, panes),
      })
  const shown = panes.filter((pane) => stage.panes?.includes(pane) ?? true).length
  if (shown > SHOWN_LIMIT && stage.layout !== 'single')
    problems.push({
      file,
      ...stage.panesPlace,
      message: `a slide shows ${SHOWN_LIMIT} panes at most, and this one asks for ${shown}`,
      hint: 'name those that it shows in `panes`, or write layout: single',
    })
  return problems
}

/** Checks that setup and teardown exist, are executable and lie in the demo's folder. */
export function checkScripts(
  { file }: { readonly file: string },
  source: string,
  demo: Demo,
): readonly Problem[] {
  const folder = dirname(file)
  const problems: Problem[] = []
  // An approval covers the target of a link, but not the contents of the target.
  if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink())
    problems.push({ file, message: 'demo.yaml is a link, so that no approval would cover it' })
  for (const key of ['setup', 'teardown'] as const) {
    const script = demo[key]
    const fault = script === undefined ? undefined : scriptFault(folder, script, demo)
    if (!fault) continue
    problems.push({ file, ...parseYaml(file, source).place([key]), ...fault })
  }
  return problems
}

function scriptFault(
  folder: string,
  script: string,
  demo: Demo,
): { message: string; hint?: string } | undefined {
  const path = join(folder, script)
  let stats
  try {
    stats = statSync(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return { message: `there is no file ${script}` }
    return { message: `${script} cannot be read: ${reason(error, path)}` }
  }
  if (!stats.isFile()) return { message: `${script} is not a file` }
  // The target of a link may be anywhere on the machine, where an approval of the folder does not
  // cover it.
  const way = relative(realpathSync(folder), realpathSync(path))
  if (way === '..' || way.startsWith(`..${sep}`))
    return { message: `${script} leads out of the demo's folder` }
  // No approval covers the recording and the files that are made on this machine, but it has to
  // cover a script.
  const { made, recording } = layoutFor(folder, demo)
  const named = script.replace(/^\.\//, '')
  const isIn = (each: string) => [way, named].some((one) => `${one}/`.startsWith(`${each}/`))
  if (made.some(isIn)) {
    const said = demo.made?.some(isIn) ? '`made`' : '.gitignore'
    return { message: `${script} is in ${said}, so that no approval would cover it` }
  }
  if ([...recording].some(isIn))
    return { message: `${script} is the recording, so that no approval would cover it` }
  if ((stats.mode & 0o111) === 0)
    return { message: `${script} is not executable`, hint: `chmod +x ${script}` }
  return undefined
}
