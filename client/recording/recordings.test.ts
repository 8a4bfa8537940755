import { expect, it } from 'vitest'
import { createRecordings, nearest } from './recordings.ts'

const settle = async () => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}
/** Sixty recordings, and what was asked of the server for them. */
function sixty(has: (name: string) => boolean = () => true) {
  const names = Array.from({ length: 60 }, (_, n) => `demo-${n}`)
  const asked: string[] = []
  const answers: (() => void)[] = []
  const recordings = createRecordings(names, (name) => {
    asked.push(name)
    return new Promise((resolve) => answers.push(() => resolve(has(name))))
  })
  const answer = async () => {
    answers.shift()?.()
    await settle()
  }
  const first = (left: ReadonlySet<string>) => names.find((name) => left.has(name))
  return { recordings, asked, answer, first }
}

it('requests needed recordings once, and nothing else', async () => {
  const { recordings, asked, answer } = sixty()
  const one = recordings.need('demo-7')
  expect(recordings.need('demo-7')).toBe(one)
  await answer()
  expect(await one).toBeUndefined()
  expect(recordings.need('demo-7')).toBeNull()
  expect(recordings.need('nobody')).toBeNull()
  expect(asked).toEqual(['demo-7'])
})

it('loads the rest one after another, and at once what is needed meanwhile', async () => {
  const { recordings, asked, answer, first } = sixty()
  recordings.fill(first)
  await settle()
  expect(asked).toEqual(['demo-0'])
  void recordings.need('demo-30')
  expect(asked).toEqual(['demo-0', 'demo-30'])
  for (let n = 0; n < 60; n++) await answer()
  expect(asked.length).toBe(60)
  expect(new Set(asked).size).toBe(60)
})

it('requests failed recordings again only when the server is found', async () => {
  let there = false
  const { recordings, asked, answer, first } = sixty(() => there)
  const one = recordings.need('demo-3')
  await answer()
  await one
  expect(recordings.need('demo-3')).toBeNull()
  there = true
  recordings.fill(first)
  recordings.found()
  for (let n = 0; n < 60; n++) await answer()
  expect(asked.filter((name) => name === 'demo-3').length).toBe(2)
})

it('requests nothing from a lost server, and nobody waits for it', async () => {
  const { recordings, asked, answer, first } = sixty()
  recordings.fill(first)
  await settle()
  const waiting = recordings.need('demo-9')
  recordings.lost()
  await waiting
  expect(recordings.need('demo-20')).toBeNull()
  expect(asked).toEqual(['demo-0', 'demo-9'])
  // A recording that was on its way still comes, and is not requested again.
  await answer()
  expect(asked).toEqual(['demo-0', 'demo-9'])
  recordings.found()
  await settle()
  expect(asked).toEqual(['demo-0', 'demo-9', 'demo-1'])
})

it.each<[string, number, string[], string | undefined]>([
  ['the one that is on', 2, ['a', 'c', 'd'], 'c'],
  ['the next before the last one', 2, ['b', 'd'], 'd'],
  ['what is nearer, also behind', 2, ['b', 'e'], 'b'],
  ['what is far where nothing else is left', 4, ['a'], 'a'],
  ['nothing of nothing', 2, [], undefined],
])('the nearest recording is %s', (_, here, left, wanted) => {
  expect(nearest(['a', 'b', 'c', 'd', 'e'], here, new Set(left))).toBe(wanted)
})
