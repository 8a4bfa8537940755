import { expect, it } from 'vitest'
import { Close } from '../../core/protocol/messages.ts'
import { refusalOf } from './close-reasons.ts'

const told = (project: string | null, shown: boolean) =>
  refusalOf(Close.Unauthorised, { project, shown })

it('a page that is turned away says whose server this is, as far as it knows', () => {
  const rest = 'only recordings beside it: Enter, where cuecast runs, prints a fresh link'
  expect(told('talks', false)).toBe(`not a window of the stage of the project talks; ${rest}`)
  expect(told(null, false)).toBe(`not a window of the stage; ${rest}`)
  expect(told('talks', true)).toBe(
    `this link was used before, or is of another server than this one, which shows the project talks; ${rest}`,
  )
  expect(told(null, true)).toBe(
    `this link was used before, or is of another server than this one; ${rest}`,
  )
})
