/**
 * The chunks of an exported page. A page opened from disk may load scripts and fetch nothing, so each
 * chunk is a script that calls `cuecastChunk` (`server/export/deck-export.ts`) and is removed then.
 */
export function createChunkScripts(page: Document): (address: string) => Promise<ArrayBuffer> {
  const said = new Map<string, (base64: string) => void>()
  Object.assign(globalThis, {
    cuecastChunk: (address: string, base64: string) => said.get(address)?.(base64),
  })
  const nonce = page.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
  return (address) =>
    new Promise((resolve, reject) => {
      const script = page.createElement('script')
      const over = () => {
        said.delete(address)
        script.remove()
      }
      said.set(address, (base64) => {
        over()
        resolve(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)).buffer)
      })
      script.nonce = nonce
      script.src = `${address}.js`
      script.addEventListener('error', () => {
        over()
        reject(new Error(`${address} cannot be loaded`))
      })
      page.head.append(script)
    })
}
