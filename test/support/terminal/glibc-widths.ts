import { spawnSync } from 'node:child_process'

/** A run of code points that take as many cells; -1 for what is unprintable. */
export type WidthRange = readonly [from: number, to: number, cells: number]

const PROGRAM = `
import ctypes, json, locale
locale.setlocale(locale.LC_ALL, 'C.UTF-8')
libc = ctypes.CDLL(None)
width = libc.wcwidth
width.argtypes = [ctypes.c_uint32]
libc.gnu_get_libc_version.restype = ctypes.c_char_p
ranges, start, before = [], 0, width(0)
for code in range(1, 0x110001):
    now = width(code) if code < 0x110000 else None
    if now != before:
        ranges.append([start, code - 1, before])
        start, before = code, now
print(json.dumps([libc.gnu_get_libc_version().decode(), ranges]))
`

/** What this machine's glibc says of every code point; null where there is no glibc, or no Python. */
export function glibcWidths(): { version: string; ranges: readonly WidthRange[] } | null {
  const { status, stdout } = spawnSync('python3', ['-c', PROGRAM], { encoding: 'utf8' })
  if (status !== 0) return null
  const [version, ranges] = JSON.parse(stdout) as [string, WidthRange[]]
  return { version, ranges }
}

/** The ranges of this width as core/terminal/width/ranges.ts writes them. */
export function written(ranges: readonly WidthRange[], cells: number): string {
  let end = 0
  const words = ranges.flatMap(([from, to, width]) => {
    if (width !== cells || from === 0) return []
    const distance = from - end
    end = to
    const length = to === from ? '' : `+${(to - from).toString(36)}`
    return `${distance.toString(36)}${length}`
  })
  return words.join(' ')
}
