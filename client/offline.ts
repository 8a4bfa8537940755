import './styles/present.css'
import { createChunkScripts } from './chunk-script.ts'
import { createChunks } from './chunks.ts'
import { clock } from './clock.ts'
import { bundlesInPage } from './page.ts'
import { createTempo } from './pace.ts'
import { createPlay } from './play.ts'
import { replaysOf } from './replays.ts'
import { startShell } from './shell.ts'
import { openSlides } from './slides.ts'

/** The exported page: everything is inside it, and nothing but the recording can be played. */
const tempo = createTempo()
const fetchChunk = createChunkScripts(document)
const plays = new Map(
  [...bundlesInPage()].map(([name, bundle]) => {
    const chunks = createChunks(bundle.take, fetchChunk, clock)
    // The folder does not go away: nothing of it is loaded ahead of need.
    return [
      name,
      createPlay({ bundle, replays: replaysOf(bundle, clock, tempo, chunks), mode: 'replay' }),
    ]
  }),
)
void openSlides().then((slides) => startShell(slides, plays, clock, tempo))
