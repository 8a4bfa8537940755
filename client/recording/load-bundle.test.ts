import { expect, it } from 'vitest'
import { bundleOf } from './load-bundle.ts'

/** Answers in turn; `null` is a connection that broke, or an answer that never came. */
function server(...answers: (Response | null)[]) {
  const asked: string[] = []
  const ask = (address: string) => {
    asked.push(address)
    const answer = answers.shift()
    return answer ? Promise.resolve(answer) : Promise.reject(new TypeError('Failed to fetch'))
  }
  return { asked, ask }
}
const bundle = { demo: { name: 'one' }, take: null }

it('asks again for a bundle whose answer was lost', async () => {
  const cut = new Response('{"demo":')
  const { asked, ask } = server(null, cut, Response.json(bundle))
  expect(await bundleOf('one', ask)).toEqual([['one', bundle]])
  expect(asked).toEqual(['/demos/one.json', '/demos/one.json', '/demos/one.json'])
})

it('continues without a demo that is missing, or never comes', async () => {
  const gone = server(new Response('', { status: 404 }))
  expect(await bundleOf('one', gone.ask)).toEqual([])
  expect(gone.asked).toHaveLength(1)
  const dead = server()
  expect(await bundleOf('one', dead.ask)).toEqual([])
  expect(dead.asked).toHaveLength(3)
})
