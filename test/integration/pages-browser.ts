/** A page as it came, with what a reader would see of it. */
export type Page = { status: number; path: string; html: string; text: string; headers: Headers }

/** A browser that runs no scripts: keeps cookies by path, follows redirects, fills in and sends forms. */
export type Browser = {
  open(path: string): Promise<Page>
  /** Sends the nth form of a page that has the named action, with some fields filled in. */
  send(page: Page, action: string, fields?: Record<string, string>, nth?: number): Promise<Page>
  cookies: Map<string, { value: string; path: string }>
}

const decoded = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

const attribute = (tag: string, name: string): string | undefined => {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]
  return found === undefined ? undefined : decoded(found)
}

/** The hidden and text fields of a form, as a browser would send them untouched. */
export const fieldsOf = (form: string): Record<string, string> => {
  const inputs = [...form.matchAll(/<input\b[^>]*>/g)].flatMap(([tag]) => {
    const name = attribute(tag, 'name')
    return name === undefined || attribute(tag, 'type') === 'checkbox' ? [] : [[name, attribute(tag, 'value') ?? '']]
  })
  const areas = [...form.matchAll(/<textarea\b[^>]*name="(\w+)"[^>]*>\n?([\s\S]*?)<\/textarea>/g)]
  return Object.fromEntries([...inputs, ...areas.map(([, name, text]) => [name, decoded(text ?? '')])])
}

/** The forms of a page with an action. */
export const formsIn = ({ html }: Page, action: string): string[] =>
  [...html.matchAll(/<form\b[\s\S]*?<\/form>/g)]
    .map(([form]) => form)
    .filter((form) => (attribute(form, 'action') ?? '').replace(/(?:[?&]send=1)?(?:#.*)?$/, '') === action)

/** Opens a browser on a running api. */
export const openBrowser = (url: string): Browser => {
  const cookies: Browser['cookies'] = new Map()

  const visit = async (to: string, init: RequestInit & { headers?: Record<string, string> } = {}): Promise<Page> => {
    const { pathname, search, href } = new URL(to, url)
    const sent = [...cookies].filter(([, { path }]) => pathname === path || pathname.startsWith(`${path}/`))
    const cookie = sent.map(([name, { value }]) => `${name}=${value}`).join('; ')
    const headers = { ...init.headers, ...(cookie !== '' && { cookie }) }
    const answer = await fetch(href, { ...init, headers, redirect: 'manual' })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/max-age=0/i.test(line)) cookies.delete(name)
      else cookies.set(name, { value, path: /path=([^;]+)/i.exec(line)?.[1] ?? '/' })
    }
    const location = answer.headers.get('location')
    if (location !== null) return visit(location)
    const html = await answer.text()
    const text = decoded(html.replaceAll(/<(head|textarea|select)\b[\s\S]*?<\/\1>|<[^>]*>/g, ' '))
    return {
      status: answer.status,
      path: `${pathname}${search}`,
      html,
      text: text.replaceAll(/\s+/g, ' '),
      headers: answer.headers,
    }
  }

  return {
    cookies,
    open: (path) => visit(path),
    send: (page, action, fields = {}, nth = 0) => {
      const form = formsIn(page, action)[nth]
      if (form === undefined) throw new Error(`no form for ${action} on ${page.path}: ${page.text}`)
      return visit(attribute(form, 'action') ?? '', {
        method: 'POST',
        body: new URLSearchParams({ ...fieldsOf(form), ...fields }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: url },
      })
    },
  }
}
