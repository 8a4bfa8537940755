import { chosenFlags } from '../../../core/deck/parse-flag-map.ts'
import { type FlagMapBlock } from '../../../core/deck/model.ts'
import { flagName, type FlagMap, type MappedFlag } from '../../../core/deck/flag-map.ts'
import { jsonLines, type JsonLine } from '../../../core/deck/flag-map-json.ts'
import { flagSentence } from '../../../core/deck/flag-map-text.ts'
import { html, type Html } from '../../base/html.ts'
import { highlight } from './highlight.ts'

/**
 * A flag map as HTML: the command with one flag on a line, each a stop of *next*; the JSON that the
 * flags change; and a sentence about each flag, of which client/deck/flag-map.ts shows the one
 * under focus. Without a script all sentences are visible.
 */
export function renderFlagMap(
  block: FlagMapBlock,
  map: FlagMap | undefined,
  cover: (text: string) => string = (text) => text,
): Html {
  const flags = map ? chosenFlags(map, block) : []
  if (!map || flags.length === 0)
    return html`<p class="flagmap-absent">The flag map of ${block.file} cannot be shown.</p>\n`
  const lines = jsonLines(flags)
  const after = [map.image, ...map.args].join(' ')
  const asked = `Docker ${map.docker}, runc ${map.runc}, ${map.date}`
  return html`<div class="flagmap" role="group" aria-label="docker run flags, and the config.json they become">
<div class="flagmap-run">
<p><code>docker run</code>${CONTINUED}</p>
<ul>
${flags.map((flag) => item(flag, cover))}</ul>
<p><code>${cover(after)}</code></p>
</div>
${lines.length === 0 ? NOTHING : html`<pre class="flagmap-json" role="group" aria-label="config.json" tabindex="0">${lines.map((line) => jsonLine(line, cover))}</pre>`}
<p class="flagmap-says" aria-live="polite" aria-atomic="true"></p>
<p class="flagmap-source"><span>${cover(asked)}</span></p>
</div>
`
}

const NOTHING = html`<p class="flagmap-json flagmap-nothing"><span>{ }</span> The same config.json, with these flags and without them.</p>`
const CONTINUED = html`<span aria-hidden="true"> \\</span>`

/**
 * An item of the list of flags. Its stop of *next* is an empty element of its own, because Reveal
 * reads the text of each fragment aloud, and would repeat the sentence.
 */
function item(flag: MappedFlag, cover: (text: string) => string): Html {
  const reaches = flag.json.length > 0
  const sentence = flagSentence(flag).map(({ text, code }) =>
    code ? html`<code>${cover(text)}</code>` : cover(text),
  )
  const what = flag.what !== undefined && html` <span>${cover(flag.what)}</span>`
  const sign = !reaches && html`<span class="flagmap-sign" aria-hidden="true">∅</span>`
  return html`<li data-reaches="${reaches ? 'json' : 'nothing'}"><span class="fragment custom"></span><button type="button"><code>${cover(flagName(flag))}</code></button>${sign}${CONTINUED}<span class="flagmap-tells">${sentence}${what}</span><cite>${cover(flag.source)}</cite></li>
`
}

function jsonLine(
  { indent, text, flags, leaf, gone, was }: JsonLine,
  cover: (text: string) => string,
): Html {
  const code = highlight(cover(text), 'json')
  const before = was !== undefined && html` <i>was ${cover(was)}</i>`
  const kind = gone ? 'gone' : leaf ? 'leaf' : 'way'
  const shown = gone ? html`<del>${code}</del>` : code
  return html`<span data-flags="${flags.join(' ')}" data-kind="${kind}" data-indent="${Math.min(indent, 9)}">${shown}${before}\n</span>`
}
