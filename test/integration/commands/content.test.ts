import { readdirSync, readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseDeck } from '../../../core/deck/parse.ts'
import type { StageBlock } from '../../../core/deck/model.ts'
import type { Demo } from '../../../core/demo/model.ts'
import { parseDemo } from '../../../core/demo/parse.ts'
import { renderDeck } from '../../../server/web/markdown/render-deck.ts'

/** Checks of the decks and demos that come with the product, without running anything. */
const root = resolve(import.meta.dirname, '../../..')
const folders = (of: string, file: string) =>
  readdirSync(resolve(root, of)).filter(
    (name) => statSync(resolve(root, of, name, file), { throwIfNoEntry: false })?.isFile() === true,
  )

function readDemo(name: string) {
  const file = `demos/${name}/demo.yaml`
  const { value, problems } = parseDemo(name, file, readFileSync(resolve(root, file), 'utf8'))
  if (!value) throw new Error(`${file} cannot be read`)
  return { demo: value, problems }
}

describe('the demos together', () => {
  it('have different names for containers, images and runtimes: two can run at once', () => {
    const owners = new Map<string, string[]>()
    for (const name of folders('demos', 'demo.yaml')) {
      const text = readFileSync(resolve(root, 'demos', name, 'demo.yaml'), 'utf8')
      for (const thing of new Set(text.match(/\bcuecast[-/][\w-]+/g)))
        owners.set(thing, [...(owners.get(thing) ?? []), name])
    }
    expect([...owners].filter(([, names]) => names.length > 1)).toEqual([])
  })
})

/** The width of the prompt before a typed line: `$ ` or `> `. */
const PROMPT = 2

describe.each(folders('demos', 'demo.yaml'))('demo %s', (name) => {
  const { demo, problems } = readDemo(name)

  it('has no problems, and a caption for each step', () => {
    expect(problems).toEqual([])
    expect(demo.steps.filter((step) => step.caption === undefined)).toEqual([])
  })

  it('types no line that is wider than its pane', () => {
    const typed = demo.steps.flatMap((step) =>
      [...step.parts.values()].flatMap(({ cues }) =>
        cues.flatMap((cue) => (cue.type === 'type' ? [cue.text] : [])),
      ),
    )
    expect(typed.filter((text) => text.length + PROMPT > demo.size.cols)).toEqual([])
  })

  it('has executable scripts', () => {
    for (const script of [demo.setup, demo.teardown]) {
      if (script === undefined) continue
      const { mode } = statSync(resolve(root, 'demos', name, script))
      expect(mode & 0o111, script).not.toBe(0)
    }
  })
})

describe.each(folders('slides', 'deck.md'))('deck %s', (name) => {
  const file = `slides/${name}/deck.md`
  const { value: deck, problems } = parseDeck(name, file, readFileSync(resolve(root, file), 'utf8'))
  if (!deck) throw new Error(`${file} cannot be read`)
  const stages = deck.slides.flatMap(({ blocks }) =>
    blocks.filter((block): block is { type: 'stage' } & StageBlock => block.type === 'stage'),
  )

  it('has no problems, and notes on every slide', () => {
    expect(problems).toEqual([])
    expect(deck.slides.filter((slide) => slide.notes === undefined)).toEqual([])
  })

  it.each(stages.map((stage) => [`${stage.demo} ${stage.from ?? ''}`, stage] as const))(
    'shows on the stage %s every pane that acts there',
    (_, stage) => {
      expect(hiddenActors(readDemo(stage.demo).demo, stage)).toEqual([])
    },
  )

  it('contains nothing that the content security policy would drop', () => {
    expect(renderDeck(deck, { html: true })).not.toMatch(/\sstyle=|<style|<script|\son\w+=/i)
  })
})

function hiddenActors(demo: Demo, stage: StageBlock): string[] {
  const index = (id: string | undefined, otherwise: number) =>
    id === undefined ? otherwise : demo.steps.findIndex((step) => step.id === id)
  const [from, to] = [index(stage.from, 0), index(stage.to, demo.steps.length - 1)]
  expect(from, `the step ${stage.from ?? ''}`).toBeGreaterThanOrEqual(0)
  expect(to, `the step ${stage.to ?? ''}`).toBeGreaterThanOrEqual(from)
  const shown = stage.panes ?? demo.panes.map((pane) => pane.id)
  const acting = demo.steps.slice(from, to + 1).flatMap((step) => [...step.parts.keys()])
  return [...new Set(acting)].filter((pane) => !shown.includes(pane))
}
