/** Renderers that draw in software, where WebGL is 3.5 times slower than DOM (DESIGN §11). */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i

/** What browsers say that hide the renderer's name, or keep it behind an extension. */
const HIDDEN = /^(WebKit WebGL|Mozilla)?$/

let known: boolean | undefined

/** Does a real GPU draw here? Asked once for the page; the probe's context is given back. */
export function hasGpu(): boolean {
  known ??= probe()
  return known
}

function probe(): boolean {
  const gl = document.createElement('canvas').getContext('webgl2')
  if (!gl) return false
  const plain: unknown = gl.getParameter(gl.RENDERER)
  // Firefox says it plainly, and warns whoever asks for the extension; others hide it behind that.
  const info = HIDDEN.test(String(plain)) ? gl.getExtension('WEBGL_debug_renderer_info') : null
  const renderer: unknown = info ? gl.getParameter(info.UNMASKED_RENDERER_WEBGL) : plain
  gl.getExtension('WEBGL_lose_context')?.loseContext()
  return isHardware(typeof renderer === 'string' ? renderer : '')
}

/** A browser that hides its renderer is taken for a software one: DOM is right everywhere. */
export const isHardware = (renderer: string): boolean =>
  !HIDDEN.test(renderer) && !SOFTWARE.test(renderer)
