import { open } from 'node:fs/promises'
import { StringDecoder } from 'node:string_decoder'

/**
 * Read and worked on at once: some 4 ms of parsing and drawing. Each read goes through the event
 * loop, so nothing else in this process waits longer than that, however large the file is.
 */
export const BLOCK = 64 * 1024

/**
 * Calls `line` with each line of a file in UTF-8, without its end; `cut` where the file ended before
 * the line did. It stops when `line` says false. Of a line longer than `longest` characters no more
 * than that (and a block) is kept: it is still too long, for whoever asks. `room` is awaited after
 * each block. Throws what the file system throws.
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
