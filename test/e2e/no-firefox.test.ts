import { itNeeds } from '../support/needs.ts'

/** Replaces the journeys that cannot run here (`vitest.config.ts`). */
itNeeds('firefox')('a talk in Firefox', () => {
  throw new Error('invariant: there is a Firefox')
})
