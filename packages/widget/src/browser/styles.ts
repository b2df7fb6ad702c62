/** Puts the stylesheet into a shadow root: not as a style element, which a strict policy forbids. Browsers that know no other
 *  way get a link. Rejects when it cannot be had. */
export const addStyles = async (root: ShadowRoot, service: string): Promise<void> => {
  const from = `${service}/widget/${PARLEY_FOLDER}/parley.css`
  if ('replaceSync' in CSSStyleSheet.prototype) {
    const text = await (await fetch(from)).text()
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(text)
    root.adoptedStyleSheets = [sheet]
    return
  }
  const link = document.createElement('link')
  link.rel = 'stylesheet'
  link.href = from
  root.append(link)
}
