import { builtAt, loadBuilt } from './built-file.ts'

const FILE = 'parley.css'

/** Puts the stylesheet into a shadow root: not as a style element, which a strict policy forbids. Browsers that know no other
 *  way get a link. Rejects when it cannot be had. */
export const addStyles = async (root: ShadowRoot, service: string): Promise<void> => {
  if ('replaceSync' in CSSStyleSheet.prototype) {
    const text = await (await loadBuilt(service, FILE)).text()
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(text)
    root.adoptedStyleSheets = [sheet]
    return
  }
  const link = document.createElement('link')
  link.rel = 'stylesheet'
  link.href = builtAt(service, FILE)
  root.append(link)
}
