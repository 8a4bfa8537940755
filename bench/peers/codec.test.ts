import { expect, it } from 'vitest'
import { plainCodec } from './naive.ts'
import { terminadoCodec } from './terminado.ts'
import { ttydCodec } from './ttyd.ts'
import { wettyCodec } from './wetty-client.ts'
import type { Codec } from '../clients/terminal-client.ts'

function hear(codec: Codec, message: string) {
  const answers: unknown[] = []
  const bytes = codec.decode(Buffer.from(message), false, (answer) => answers.push(answer))
  return { said: bytes && Buffer.from(bytes).toString(), answers }
}

it('finds the output in the messages of each server', () => {
  expect(hear(plainCodec, 'né').said).toBe('né')
  expect(hear(terminadoCodec, '["stdout","né"]').said).toBe('né')
  expect(hear(ttydCodec, '0né').said).toBe('né')
  expect(hear(wettyCodec(), '42["data","né"]').said).toBe('né')
})

it('takes no other message for output', () => {
  expect(hear(terminadoCodec, '["setup",{}]').said).toBeNull()
  expect(hear(ttydCodec, '1title').said).toBeNull()
  expect(hear(wettyCodec(), '42["login"]').said).toBeNull()
})

it('encodes input for each server', () => {
  expect(plainCodec.encode('a"')).toBe('a"')
  expect(terminadoCodec.encode('a"')).toBe('["stdin","a\\""]')
  expect(Buffer.from(ttydCodec.encode('a"')).toString()).toBe('0a"')
  expect(wettyCodec().encode('a"')).toBe('42["input","a\\""]')
})

it('keeps wetty running: a hello, each ping, and a commit for each 262,144 characters', () => {
  const codec = wettyCodec()
  expect(hear(codec, '0{"sid":"x"}').answers).toEqual(['40'])
  expect(hear(codec, '2').answers).toEqual(['3'])
  const half = `42["data","${'x'.repeat(131_072)}"]`
  expect(hear(codec, half).answers).toEqual([])
  expect(hear(codec, half).answers).toEqual(['42["commit",262144]'])
})
