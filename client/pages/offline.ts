import '../styles/present.css'
import { createChunkScripts } from '../recording/offline-chunks.ts'
import { createChunks } from '../recording/chunk-loader.ts'
import { clock } from '../base/clock.ts'
import { bundlesInPage } from '../base/page-data.ts'
import { createPlaybackSpeed } from '../recording/playback-speed.ts'
import { createPlay } from '../demo/play.ts'
import { replaysOf } from '../demo/replays.ts'
import { startController } from '../deck/controller.ts'
import { openSlides } from '../deck/slides.ts'

/** The exported page: everything is inside it, and only recordings can be played. */
const tempo = createPlaybackSpeed()
const fetchChunk = createChunkScripts(document)
const plays = new Map(
  [...bundlesInPage()].map(([name, bundle]) => {
    const chunks = createChunks(bundle.take, fetchChunk, clock)
    // The folder of an export does not go away, so nothing is loaded ahead of need.
    return [
      name,
      createPlay({ bundle, replays: replaysOf(bundle, clock, tempo, chunks), mode: 'replay' }),
    ]
  }),
)
void openSlides().then((slides) => startController(slides, plays, clock, tempo))
