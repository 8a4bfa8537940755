import { demosOn } from '../demo/deck-demos.ts'
import type { ThemeName } from '../terminal/palette.ts'
import type { View } from '../terminal/view.ts'
import { createView } from '../terminal/view.ts'
import { createElement } from '../base/dom.ts'
import type { Play } from '../demo/play.ts'
import { leaves } from './talk.ts'
import { layoutOf, panesOf, rangeOf } from '../stage/step-range.ts'
import { own } from '../../core/base/own.ts'

/**
 * The next slide as a still picture: a copy of its markup, and for a demo the recorded screen before its
 * first step. It has no driver, so nothing in it can run.
 */
export function createPreview(host: HTMLElement, plays: ReadonlyMap<string, Play>) {
  const slides = leaves()
  let shown = ''
  let views: View[] = []
  const theme = (): ThemeName =>
    document.documentElement.dataset['theme'] === 'light' ? 'light' : 'dark'
  let painted = theme()

  function still(stage: HTMLElement): void {
    const play = plays.get(stage.dataset['demo'] ?? '')
    if (!play)
      return stage.replaceChildren(createElement('p', 'pv-none', stage.dataset['demo'] ?? ''))
    const { steps } = play.script
    const from = rangeOf(steps, stage.dataset['from'], stage.dataset['to']).from
    const ids = panesOf(play.script.panes, stage.dataset['panes'])
    const grid = createElement('div', 'panes')
    grid.dataset['layout'] = layoutOf(stage.dataset['layout'], ids.length)
    grid.style.setProperty('--panes', String(ids.length))
    stage.replaceChildren(createElement('p', 'pv-demo', play.bundle.demo.title), grid)
    for (const [n, id] of ids.entries()) {
      const cell = createElement('div', n === 0 ? 'cell full' : 'cell')
      const screen = createElement('div', 'pv-still')
      const pane = createElement('div', 'pane')
      pane.append(screen)
      cell.append(pane)
      grid.append(cell)
      const take = own(play.bundle.take?.panes, id)
      const recorded = steps.slice(from).map(({ id: step }) => step)
      const opening = take?.segments.find(({ step }) => recorded.includes(step))?.opening
      if (!take || !opening) {
        screen.append(createElement('p', 'pv-none', `${id}: no recording`))
        continue
      }
      const view = createView(screen, take.size, painted, { label: `${id}, a recorded screen` })
      view.emit({ type: 'reset', snapshot: opening })
      views.push(view)
      view.fit({ width: cell.clientWidth - 2, height: cell.clientHeight - 2 })
    }
  }

  return {
    show(slide: number): void {
      if (painted !== theme()) {
        painted = theme()
        for (const view of views) view.theme(painted)
      }
      // A recording may come after its slide.
      const next = slides[slide + 1]
      const has = (next ? demosOn(next) : []).map((name) => plays.get(name)?.bundle.take != null)
      const wanted = [slide, ...has].join(' ')
      if (wanted === shown) return
      shown = wanted
      for (const view of views) view.dispose()
      views = []
      if (!next)
        return host.replaceChildren(createElement('p', 'pv-none', 'That is the last slide.'))
      const copy = next.cloneNode(true) as HTMLElement
      for (const each of [copy, ...copy.querySelectorAll<HTMLElement>('[id]')])
        each.removeAttribute('id')
      copy.querySelectorAll('aside.notes').forEach((notes) => notes.remove())
      copy.querySelectorAll('.fragment').forEach((one) => one.classList.add('visible'))
      copy.removeAttribute('hidden')
      copy.removeAttribute('aria-hidden')
      copy.className = `${copy.className.replace(/\b(past|future|stack)\b/g, '')} present`
      copy.style.display = 'flex'
      const paper = createElement('div', 'slides')
      paper.append(copy)
      const page = createElement('div', 'reveal pv-paper')
      page.inert = true
      page.append(paper)
      host.replaceChildren(createElement('h2', 'pv-title', 'Next slide'), page)
      copy.querySelectorAll<HTMLElement>('.stage').forEach(still)
    },
  }
}
