/** Renderers that draw in software, where WebGL is 3.5 times slower than the DOM renderer. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i

/** The answers of browsers that hide the renderer's name, or give it through an extension alone. */
const HIDDEN = /^(WebKit WebGL|Mozilla)?$/

let known: boolean | undefined

/** Whether a real GPU draws here. It is asked once for each page, and the probe's context is released. */
export function hasGpu(): boolean {
  known ??= probe()
  return known
}

function probe(): boolean {
  const gl = document.createElement('canvas').getContext('webgl2')
  if (!gl) return false
  const plain: unknown = gl.getParameter(gl.RENDERER)
  // Firefox gives the name at once and warns about the extension; other browsers need the extension.
  const info = HIDDEN.test(String(plain)) ? gl.getExtension('WEBGL_debug_renderer_info') : null
  const renderer: unknown = info ? gl.getParameter(info.UNMASKED_RENDERER_WEBGL) : plain
  gl.getExtension('WEBGL_lose_context')?.loseContext()
  return isHardware(typeof renderer === 'string' ? renderer : '')
}

/** A hidden renderer counts as software, because the DOM renderer works everywhere. */
export const isHardware = (renderer: string): boolean =>
  !HIDDEN.test(renderer) && !SOFTWARE.test(renderer)
