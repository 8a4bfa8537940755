import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { TrustSheet } from '../../core/trust/sheet.ts'
import { createReview } from './review.ts'

/** As much of an element as a box needs: what it holds, as text. */
function fakeElement() {
  const element = {
    textContent: '',
    held: [] as { textContent: string }[],
    dataset: {},
    append: (...more: { textContent: string }[]) => void element.held.push(...more),
    prepend: (...more: { textContent: string }[]) => void element.held.unshift(...more),
    replaceChildren: (...all: { textContent: string }[]) => void (element.held = all),
    remove: () => {},
  }
  return element
}
beforeEach(() => void vi.stubGlobal('document', { createElement: fakeElement }))
afterEach(() => void vi.unstubAllGlobals())

const sheet = (demo: string, more: Partial<TrustSheet> = {}): TrustSheet => ({
  demo,
  title: '',
  hash: `hash of ${demo}`,
  entries: [],
  files: [],
  ...more,
})

/** A review of a server's demos by somebody who approves; `said`: what the dialog did. */
function open(demos: Record<string, TrustSheet | string>, refusals: Record<string, string> = {}) {
  const said: string[] = []
  const asked: string[] = []
  const approved: string[] = []
  const list = fakeElement()
  const review = createReview({
    connection: {
      inspect: (name) => Promise.resolve(demos[name] ?? 'nobody knows it'),
      approve(name, hash) {
        asked.push(hash)
        return Promise.resolve(refusals[name] ?? null)
      },
    },
    dialog: {
      list: list as unknown as HTMLElement,
      close: () => said.push('close'),
      tell: (waiting, approvable, changed) =>
        said.push(`${waiting} wait, ${approvable} can be approved, ${changed} changed`),
      arm: () => said.push('arm'),
      release: () => {},
      button: () => fakeElement() as unknown as HTMLButtonElement,
    },
    approved: (name) => approved.push(name),
  })
  const box = (at: number) => list.held[at] as ReturnType<typeof fakeElement>
  return { review, said, asked, approved, box }
}

it('shows each demo in a box, also one that cannot be read', async () => {
  const one = sheet('one', { before: { on: '2026-11-01', changes: null } })
  const { review, said, box } = open({ one, two: 'its folder is gone' })
  await review.inspect('one')
  await review.inspect('two')
  expect(review.names()).toEqual(['one', 'two'])
  expect(review.sheets().map(({ demo }) => demo)).toEqual(['one'])
  expect(said).toEqual([
    '1 wait, 1 can be approved, 1 changed',
    '2 wait, 1 can be approved, 1 changed',
  ])
  expect(box(1).held.map(({ textContent }) => textContent)).toEqual(['two', 'its folder is gone'])
})

it('approves what is shown, and neither what is barred nor what could not be read', async () => {
  const { review, asked, approved } = open({
    one: sheet('one'),
    barred: sheet('barred', { barred: 'too long' }),
    gone: 'its folder is gone',
  })
  for (const name of ['one', 'barred', 'gone']) await review.inspect(name)
  await review.approve([...review.names(), 'never shown'])
  expect(asked).toEqual(['hash of one'])
  expect(approved).toEqual(['one'])
})

it('shows a demo again that was not approved, says why, and holds the buttons back', async () => {
  const demos = { one: sheet('one') }
  const { review, said, approved, box } = open(demos, { one: 'it has changed' })
  await review.inspect('one')
  demos.one = sheet('one', { hash: 'of the new files' })
  await review.approve(['one'])
  expect(approved).toEqual([])
  expect(review.sheets().map(({ hash }) => hash)).toEqual(['of the new files'])
  expect(said.at(-1)).toBe('arm')
  expect(box(0).held[0]?.textContent).toBe('it has changed')
})

it('closes the dialog when no demo is left, and shows nothing of one that left meanwhile', async () => {
  const { review, said } = open({ one: sheet('one') })
  const coming = review.inspect('one')
  review.drop('one')
  await coming
  expect(said).toEqual(['close'])
  expect(review.sheets()).toEqual([])
})
