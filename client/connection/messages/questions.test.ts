import { expect, it } from 'vitest'
import { network } from '../../../test/support/page-network.ts'

it('gets a shell, or is told why not; a second request gets the same answer', async () => {
  const net = network()
  expect(await net.connection.openShell('d', 'a')).toBe('the server is gone')
  net.open()
  const [one, two] = [net.connection.openShell('d', 'a'), net.connection.openShell('d', 'a')]
  const asked = net.sent().filter(({ type }) => type === 'open')
  expect(asked).toEqual([{ type: 'open', demo: 'd', pane: 'a' }])
  net.arrive({ type: 'opened', demo: 'd', pane: 'a', why: null })
  expect([await one, await two]).toEqual([null, null])
  const late = net.connection.openShell('d', 'b')
  net.wires.at(-1)!.onclose?.({ code: 1006 })
  expect(await late).toBe('the server is gone')
})
