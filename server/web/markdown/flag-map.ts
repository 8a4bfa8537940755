import { chosenFlags } from '../../../core/deck/parse-flag-map.ts'
import { type FlagMapBlock } from '../../../core/deck/model.ts'
import { flagName, type FlagMap, type MappedFlag } from '../../../core/deck/flag-map.ts'
import { jsonLines, type JsonLine } from '../../../core/deck/flag-map-json.ts'
import { flagSentence } from '../../../core/deck/flag-map-text.ts'
import { escapeHtml } from './attributes.ts'
import { highlight } from './highlight.ts'

/**
 * A flag map as HTML: the command, one flag a line, each a stop of *next*; the JSON that they
 * became; and a sentence, which client/deck/flag-map.ts keeps about the flag under focus. Without a script
 * every sentence is there to be read.
 */
export function renderFlagMap(
  block: FlagMapBlock,
  map: FlagMap | undefined,
  cover: (text: string) => string = (text) => text,
): string {
  const flags = map ? chosenFlags(map, block) : []
  const show = (text: string) => escapeHtml(cover(text))
  if (!map || flags.length === 0)
    return `<p class="flagmap-absent">The flag map of ${escapeHtml(block.file)} cannot be shown.</p>\n`
  const lines = jsonLines(flags)
  const after = [map.image, ...map.args].join(' ')
  const asked = `Docker ${map.docker}, runc ${map.runc}, ${map.date}`
  return `<div class="flagmap" role="group" aria-label="docker run flags, and the config.json they become">
<div class="flagmap-run">
<p><code>docker run</code>${CONTINUED}</p>
<ul>
${flags.map((flag) => item(flag, show)).join('')}</ul>
<p><code>${show(after)}</code></p>
</div>
${lines.length === 0 ? NOTHING : `<pre class="flagmap-json" role="group" aria-label="config.json" tabindex="0">${lines.map((line) => jsonLine(line, cover)).join('')}</pre>`}
<p class="flagmap-says" aria-live="polite" aria-atomic="true"></p>
<p class="flagmap-source"><span>${show(asked)}</span></p>
</div>
`
}

const NOTHING =
  '<p class="flagmap-json flagmap-nothing"><span>{ }</span> The same config.json, with these flags and without them.</p>'
const CONTINUED = '<span aria-hidden="true"> \\</span>'

/**
 * The stop of *next* is an empty element of its own: Reveal reads the text of each fragment aloud,
 * and would say twice what the sentence says.
 */
function item(flag: MappedFlag, show: (text: string) => string): string {
  const reaches = flag.json.length > 0
  const sentence = flagSentence(flag).map(({ text, code }) => {
    return code ? `<code>${show(text)}</code>` : show(text)
  })
  const what = flag.what === undefined ? '' : ` <span>${show(flag.what)}</span>`
  const sign = reaches ? '' : '<span class="flagmap-sign" aria-hidden="true">∅</span>'
  return `<li data-reaches="${reaches ? 'json' : 'nothing'}"><span class="fragment custom"></span><button type="button"><code>${show(flagName(flag))}</code></button>${sign}${CONTINUED}<span class="flagmap-tells">${sentence.join('')}${what}</span><cite>${show(flag.source)}</cite></li>
`
}

function jsonLine(
  { indent, text, flags, leaf, gone, was }: JsonLine,
  cover: (text: string) => string,
): string {
  const code = highlight(cover(text), 'json')
  const before = was === undefined ? '' : ` <i>was ${escapeHtml(cover(was))}</i>`
  const kind = gone ? 'gone' : leaf ? 'leaf' : 'way'
  const shown = gone ? `<del>${code}</del>` : code
  return `<span data-flags="${flags.join(' ')}" data-kind="${kind}" data-indent="${Math.min(indent, 9)}">${shown}${before}\n</span>`
}
