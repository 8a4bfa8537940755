import { itNeeds } from '../support/needs.ts'

/** Stands in for the journeys that could not be driven (`vitest.config.ts`). */
itNeeds('firefox')('a talk in Firefox', () => {
  throw new Error('invariant: there is a Firefox')
})
