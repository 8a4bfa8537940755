import { createInterface } from 'node:readline/promises'
import { defineCommand } from 'citty'
import { describe } from '../server/trust.ts'
import { findDemo, openHouse, showProblems } from './house.ts'
import { Exit, bold, complain, onlyOne, print } from './print.ts'

export default defineCommand({
  meta: {
    name: 'trust',
    description: 'Show every command of a demo and approve it on this machine',
  },
  args: {
    demo: { type: 'positional', description: 'the demo', required: true },
    yes: { type: 'boolean', description: 'approve without asking' },
  },
  async run({ args }) {
    if (onlyOne(args._, 'trust', 'demo')) return Exit.mistaken
    const house = openHouse()
    const first = findDemo(house, args.demo)
    if (!first) return Exit.mistaken
    if (house.trust.isTrusted(first.found)) return (print(`${args.demo} is approved`), Exit.fine)
    // The hash is taken before the demo is read again and shown: what is approved is what was seen.
    const hash = house.trust.hash(first.found)
    const named = findDemo(house, args.demo)
    if (!named) return Exit.mistaken
    print(`${bold(args.demo)} would run, as you, on this machine:`)
    for (const line of describe(named.demo, named.found.folder)) print(`  ${line}`)
    if (!args.yes && !(await agreed())) {
      complain('not approved; the demo stays in replay')
      return Exit.failed
    }
    const problem = house.trust.approve(named.found, hash)
    if (problem) return (showProblems([problem]), Exit.failed)
    return (print(`${args.demo} is approved until one of its files changes`), Exit.fine)
  },
})

async function agreed(): Promise<boolean> {
  if (!process.stdin.isTTY) {
    complain('approve it at a terminal, or with --yes after reading the above')
    return false
  }
  const ask = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await ask.question('approve it? [y/N] ')
  ask.close()
  return /^y(es)?$/i.test(answer.trim())
}
