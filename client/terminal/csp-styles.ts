const shimmed = new WeakSet<Document>()

/**
 * Lets the styles of xterm pass a strict Content-Security-Policy. Browsers drop the `<style>` elements
 * that it makes (text is black on black) unless these carry the page's nonce. It writes 24-bit colours
 * as `style` attributes, which no nonce can allow; set through the CSSOM, they pass.
 */
export function letStylesPass(page: Document): void {
  if (shimmed.has(page)) return
  shimmed.add(page)
  const nonce =
    page.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ??
    page.querySelector<HTMLScriptElement>('script[nonce]')?.nonce
  if (nonce === undefined || nonce === '') return
  const create = page.createElement.bind(page)
  page.createElement = (tag: string, options?: ElementCreationOptions): HTMLElement => {
    const element = create(tag, options)
    if (tag.toLowerCase() === 'style') element.nonce = nonce
    return element
  }
  const window = page.defaultView
  if (!window) return
  window.HTMLSpanElement.prototype.setAttribute = function (name: string, value: string) {
    if (name === 'style') this.style.cssText = value
    else window.Element.prototype.setAttribute.call(this, name, value)
  }
}
