import { open } from 'node:fs/promises'
import { StringDecoder } from 'node:string_decoder'

/**
 * Bytes read and parsed in one turn, which takes some 4 ms. The next read goes through the event loop,
 * so nothing else in this process waits longer than that, however large the file is.
 */
export const BLOCK = 64 * 1024

/**
 * Calls `line` with each line of a UTF-8 file, without its end; `cut` is true for a last line without
 * one. Stops when `line` returns false. A line longer than `longest` characters is cut, by at most a
 * block later, so it is still too long for `line` to accept. Awaits `room` after each block. Throws
 * errors of the file system.
 */
export async function eachLine(
  file: string,
  longest: number,
  line: (text: string, cut: boolean) => boolean,
  room: () => Promise<void> = async () => {},
): Promise<void> {
  const handle = await open(file)
  try {
    const decoder = new StringDecoder('utf8')
    const block = Buffer.allocUnsafe(BLOCK)
    let rest = ''
    for (;;) {
      const { bytesRead } = await handle.read(block, 0, BLOCK)
      if (bytesRead === 0) break
      const text = decoder.write(block.subarray(0, bytesRead))
      let start = 0
      for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
        const whole = rest + text.slice(start, end)
        rest = ''
        start = end + 1
        if (!line(whole, false)) return
      }
      if (rest.length <= longest) rest += text.slice(start)
      await room()
    }
    rest += decoder.end()
    if (rest !== '') line(rest, true)
  } finally {
    await handle.close()
  }
}
