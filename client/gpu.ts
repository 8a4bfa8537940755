/** Renderers that draw in software, where WebGL is 3.5 times slower than DOM (DESIGN §11). */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i

let known: boolean | undefined

/** Does a real GPU draw here? Asked once for the page; the probe's context is given back. */
export function hasGpu(): boolean {
  known ??= probe()
  return known
}

function probe(): boolean {
  const gl = document.createElement('canvas').getContext('webgl2')
  if (!gl) return false
  const info = gl.getExtension('WEBGL_debug_renderer_info')
  const renderer: unknown = info ? gl.getParameter(info.UNMASKED_RENDERER_WEBGL) : ''
  gl.getExtension('WEBGL_lose_context')?.loseContext()
  return isHardware(typeof renderer === 'string' ? renderer : '')
}

/** A browser that hides its renderer is taken for a software one: DOM is right everywhere. */
export const isHardware = (renderer: string): boolean => renderer !== '' && !SOFTWARE.test(renderer)
