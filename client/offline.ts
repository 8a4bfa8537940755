import './styles/present.css'
import { clock } from './clock.ts'
import { bundlesInPage } from './page.ts'
import { createTempo } from './pace.ts'
import { createPlay } from './play.ts'
import { replaysOf } from './replays.ts'
import { startShell } from './shell.ts'

/** The exported page: everything is inside it, and nothing but the recording can be played. */
const tempo = createTempo()
const plays = new Map(
  [...bundlesInPage()].map(([name, bundle]) => [
    name,
    createPlay({ bundle, replays: replaysOf(bundle, clock, tempo), mode: 'replay' }),
  ]),
)
void startShell(plays, clock, tempo)
