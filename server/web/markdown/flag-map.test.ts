import { describe, expect, it } from 'vitest'
import type { FlagMapBlock } from '../../../core/deck/model.ts'
import type { FlagMap, MappedFlag } from '../../../core/deck/flag-map.ts'
import { canary } from '../../../test/integration/socket/test-server.ts'
import { renderFlagMap } from './flag-map.ts'

const place = { line: 1, column: 1, length: 1 }
const block: FlagMapBlock = { file: 'flags.json', place, flagsPlace: place, groupPlace: place }
const mapOf = (...flags: MappedFlag[]): FlagMap => {
  return { docker: '20.10', runc: '1.1', date: '2026-11-24', image: 'box', args: ['sleep'], flags }
}
const memory = { path: ['linux', 'memory', 'limit'], value: 64, was: 0 }
const render = (...flags: MappedFlag[]) => renderFlagMap(block, mapOf(...flags)).markup

describe('a flag map', () => {
  const flag = { flag: '-m', value: '64', group: 'limits', what: 'Bytes.', source: 'here' }
  it('is a list of flags, each a stop and a button, with its sentence and source', () => {
    const html = render({ ...flag, json: [memory] }, { ...flag, flag: '--rm', json: [] })
    expect(html).toContain(
      '<li data-reaches="json"><span class="fragment custom"></span><button type="button"><code>-m 64</code></button>',
    )
    expect(html).toContain(
      '<span class="flagmap-tells"><code>-m 64</code> becomes <code>linux.memory.limit = 64</code> (was <code>0</code>). <span>Bytes.</span></span><cite>here</cite></li>',
    )
    expect(html).toMatch(/<li data-reaches="nothing">.*<span [^>]*aria-hidden="true">∅<\/span>/)
    expect(html).toContain('aria-live="polite"')
    expect(html).toContain('Docker 20.10, runc 1.1, 2026-11-24')
  })

  it('has the JSON, each line with the flags that it comes from', () => {
    const html = render({ ...flag, json: [memory] })
    expect(html).toContain('<span data-flags="0" data-kind="way" data-indent="0">')
    expect(html).toMatch(/data-kind="leaf" data-indent="1">.*<i>was 0<\/i>/)
    const gone = render({ ...flag, json: [{ path: ['hostname'], was: 'x' }] })
    expect(gone).toMatch(/data-kind="gone"[^>]*><del>.*<\/del>\n/)
    expect(render({ ...flag, json: [] })).toContain('The same config.json')
  })

  it('reports that it cannot be shown if there is nothing to show', () => {
    const absent = '<p class="flagmap-absent">The flag map of flags.json cannot be shown.</p>\n'
    expect(renderFlagMap(block, undefined).markup).toBe(absent)
    expect(renderFlagMap({ ...block, group: 'none' }, mapOf({ ...flag, json: [] })).markup).toBe(
      absent,
    )
  })

  it('lets no field become markup', () => {
    const hostile = { flag: `-${canary}`, value: canary, group: canary, what: canary, note: canary }
    const path = [canary, `[${canary}=${canary}]`, canary, '[]']
    const map: FlagMap = {
      docker: canary,
      runc: canary,
      date: canary,
      image: canary,
      args: [canary],
      flags: [
        { ...hostile, source: canary, json: [] },
        {
          ...hostile,
          source: canary,
          json: [
            { path, value: canary, was: canary },
            { path: [canary], value: { [canary]: [canary] } },
            { path: [canary, '[]'], was: canary },
            { path: ['a', `[${canary}]`], value: canary },
          ],
        },
      ],
    }
    const html = renderFlagMap({ ...block, file: canary }, map).markup
    expect(html.match(/<(?!\/?(div|p|ul|li|span|code|button|pre|cite|i|del)\b)[^>]*>/g)).toBeNull()
    expect(html).not.toMatch(/<[^>]*\s(style|on\w+|src|href)=/)
    // Every copy of the markup came out as text.
    expect(html.split('&lt;img').length).toBeGreaterThan(20)
    expect(renderFlagMap({ ...block, file: canary }, undefined).markup).not.toContain('<img')
  })
})
