import './styles/present.css'
import type { DemoBundle } from '../core/bundle.ts'
import { clock } from './clock.ts'
import { pageInfo } from './page.ts'
import { createPlay } from './play.ts'
import { replaysOf } from './replays.ts'
import { startShell } from './shell.ts'

const { demos } = pageInfo()
const bundles = await Promise.all(
  demos.map(async (name) => {
    const answer = await fetch(`/demos/${name}.json`)
    return [name, (await answer.json()) as DemoBundle] as const
  }),
)
const plays = new Map(
  bundles.map(([name, bundle]) => [
    name,
    createPlay({ bundle, replays: replaysOf(bundle, clock), mode: 'replay' }),
  ]),
)
await startShell(plays, clock)
