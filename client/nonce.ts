const shimmed = new WeakSet<Document>()

/**
 * xterm makes `<style>` elements of its own. Under a strict Content-Security-Policy they are dropped
 * in silence (text black on black), unless they carry the page's nonce.
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
}
