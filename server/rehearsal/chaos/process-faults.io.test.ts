import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { canFill, fillDisk, hang } from './process-faults.ts'

const folder = mkdtempSync(join(tmpdir(), 'cuecast-faults-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A process that writes a file for each line it is sent, and says what came of it. */
const PROGRAM = `
process.on('SIGXFSZ', () => {})
process.stdin.setEncoding('utf8').on('data', (line) => {
  try {
    require('node:fs').writeFileSync(process.argv[1], line)
    console.log('written')
  } catch (error) {
    console.log(error.code)
  }
})
console.log('ready')
`
async function start() {
  const child = spawn(process.execPath, ['-e', PROGRAM, join(folder, 'file')])
  const answer = async () => {
    const [text] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
    return text.trim()
  }
  expect(await answer()).toBe('ready')
  const write = () => {
    const coming = answer()
    child.stdin.write('x\n')
    return coming
  }
  const stop = async () => {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  return { pid: child.pid!, write, stop }
}

test('a process that hangs answers when the fault is over', async () => {
  const { pid, write, stop } = await start()
  const goOn = hang([pid])
  let answered = false
  const coming = write().then((text) => {
    answered = true
    return text
  })
  // Another process has answered a question by now; this one has not.
  const other = await start()
  expect(await other.write()).toBe('written')
  expect(answered).toBe(false)
  goOn()
  expect(await coming).toBe('written')
  await Promise.all([stop(), other.stop()])
})

test.runIf(canFill())('a process on a full disk cannot write until the fault is over', async () => {
  const { pid, write, stop } = await start()
  const free = fillDisk(pid, () => [])
  expect(await write()).toBe('EFBIG')
  free()
  expect(await write()).toBe('written')
  await stop()
})

test('what has ended meanwhile is passed over', async () => {
  const { pid, stop } = await start()
  await stop()
  hang([pid])()
  if (canFill()) fillDisk(pid, () => [pid])()
})
