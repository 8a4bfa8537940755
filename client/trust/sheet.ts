import { sheetCount, TRUST_KINDS } from '../../core/trust/sheet.ts'
import type { TrustFile, TrustKind, TrustSheet } from '../../core/trust/sheet.ts'
import { createElement } from '../base/dom.ts'

const HEADINGS: Readonly<Record<TrustKind, string>> = {
  demo: '',
  script: 'Scripts',
  checks: 'Checks, before the first step',
  pane: 'Shells',
  step: 'Commands, step by step',
  rejoin: 'After a recording took over (rejoin)',
  binary: 'Has to be there',
  rights: 'More rights',
  host: 'Other hosts',
  mounts: 'Mounts',
  port: 'Ports',
  environment: 'Environment',
  'not looked at': 'Not looked at: no approval covers it',
}
/** The kinds of what would run; the others are what it uses. */
const RUNS: readonly TrustKind[] = ['script', 'checks', 'step', 'rejoin']

/** The sheet of one demo. Its words are an author's, and reach the page as text alone. */
export function showSheet(sheet: TrustSheet, approve: HTMLElement | null): readonly HTMLElement[] {
  const head = createElement('header')
  const name = createElement('div')
  name.append(createElement('h2', '', sheet.demo), createElement('p', 'trust-title', sheet.title))
  head.append(name, createElement('p', 'trust-count', sheetCount(sheet)))
  if (approve) head.append(approve)
  const runs = createElement('div', 'trust-runs')
  const uses = createElement('div', 'trust-uses')
  for (const kind of TRUST_KINDS) {
    const group = kind === 'demo' ? null : entriesOf(sheet, kind)
    if (group) (RUNS.includes(kind) ? runs : uses).append(group)
  }
  runs.append(...sheet.files.filter(({ called }) => called).map((file) => fileOf(file, true)))
  const rest = sheet.files.filter(({ called }) => !called)
  if (rest.length > 0) {
    runs.append(
      createElement(
        'h3',
        '',
        `${rest.length === 1 ? 'One more file' : `${rest.length} more files`} in its folder`,
      ),
    )
    runs.append(...rest.map((file) => fileOf(file, false)))
  }
  const body = createElement('div', 'trust-body')
  body.append(runs, uses)
  const barred =
    sheet.barred === undefined
      ? []
      : [
          createElement(
            'p',
            'trust-why',
            `${sheet.barred}: read it, then run: cuecast trust ${sheet.demo}`,
          ),
        ]
  return [head, ...barred, ...changesOf(sheet), body]
}

function entriesOf(sheet: TrustSheet, kind: TrustKind): HTMLElement | null {
  const entries = sheet.entries.filter((entry) => entry.kind === kind)
  if (entries.length === 0) return null
  const group = createElement('section', 'trust-group')
  group.dataset['kind'] = kind
  const list = createElement('ul')
  for (const { where, text } of entries) {
    const line = createElement('li')
    if (where !== '') line.append(createElement('span', 'trust-where', where))
    line.append(createElement('code', '', text))
    list.append(line)
  }
  group.append(createElement('h3', '', HEADINGS[kind]), list)
  return group
}

/** A file. If a script calls it, it is open; otherwise it is shut and shows its size. */
function fileOf({ path, bytes, lines, why }: TrustFile, open: boolean): HTMLElement {
  const box = createElement('details', 'trust-file')
  box.open = open
  const last = lines.at(-1)?.[0] ?? 0
  const size = last > 0 ? `${last} ${last === 1 ? 'line' : 'lines'}` : `${bytes} bytes`
  const lid = createElement('summary')
  lid.append(createElement('code', '', path), createElement('span', 'trust-where', size))
  if (why !== undefined) lid.append(createElement('span', 'trust-why', why))
  const text = createElement('ol', 'trust-lines')
  for (const [number, line] of lines) {
    const row = createElement('li', number === 0 ? 'trust-gap' : '')
    row.append(
      createElement('span', 'trust-number', number === 0 ? '⋮' : String(number)),
      createElement('code', '', line),
    )
    text.append(row)
  }
  box.append(lid)
  if (lines.length > 0) box.append(text)
  return box
}

const SIGNS = { gone: '−', new: '+', same: ' ', gap: '⋮' } as const

/** What has changed since the last approval, which is what there is to read. */
function changesOf({ before }: TrustSheet): readonly HTMLElement[] {
  if (!before) return []
  const box = createElement('section', 'trust-changes')
  const when = before.on === undefined ? '' : ` on ${before.on}`
  box.append(createElement('h3', '', `Changed since this machine approved it${when}`))
  if (before.changes === null)
    box.append(createElement('p', '', 'What was approved then was not kept, so read all of it.'))
  else if (before.changes.length === 0)
    box.append(createElement('p', '', 'Only in files that are not shown as text.'))
  else {
    const list = createElement('ol', 'trust-lines')
    for (const { is, text } of before.changes) {
      const row = createElement('li', `trust-${is}`)
      const sign = createElement('span', 'trust-number', SIGNS[is])
      if (is === 'gone' || is === 'new') sign.setAttribute('aria-label', is)
      row.append(sign, createElement('code', '', text))
      list.append(row)
    }
    box.append(list)
  }
  return [box]
}
