import MarkdownIt from 'markdown-it'
import type { MarkdownIt as Markdown, Token } from 'markdown-it'
import { hostsOf } from '@parley/moderation'

// Deeper than anybody quotes; browsers flatten trees past 512 and pages become unreadable long before.
const deepest = 8

const rel = 'nofollow ugc noopener'

/** The address of a link as the browser will read it, or '' when it is not plain http(s): other schemes, names and
 *  passwords before the host, and addresses that only look like one until they are parsed. */
export const webAddress = (written: string): string => {
  if (!/^https?:\/\/[^\\]*$/i.test(written)) return ''
  const url = URL.parse(written)
  return url === null || url.username !== '' || url.password !== '' || url.hostname === '' ? '' : url.href
}

/** The host of an address as the checks name it. */
const plainHost = (href: string): string => new URL(href).hostname.replace(/^www\./, '').replace(/\.$/, '')

/** Bounds what the inline rules made: no title (text that nobody sees), no link without an address, without words or to a host that
 *  the checks do not see, no emphasis inside emphasis past the deepest level. */
const bounded = (tokens: Token[], isSeen: (href: string) => boolean): Token[] => {
  const kept: Token[] = []
  let addressed = false
  for (const token of tokens) {
    const emphasis = token.type.startsWith('em_') || token.type.startsWith('strong_')
    if (emphasis && token.level >= deepest) continue
    if (token.type === 'link_open') {
      const href = String(token.attrGet('href') ?? '')
      addressed = href !== '' && isSeen(href)
      if (!addressed) continue
      token.attrs = [
        ['href', href],
        ['rel', rel],
      ]
    }
    if (token.type === 'link_close') {
      if (!addressed) continue
      const open = kept.at(-1)
      if (open?.type === 'link_open') kept.push(textLike(open, String(open.attrGet('href') ?? '')))
    }
    kept.push(token)
  }
  return kept
}

// What may be a part of a word: all but spaces and punctuation, and the one of it that is written for an A.
const ENDS_IN_A_WORD = /(?:[^\s\p{P}]|@)$/u
const BEGINS_IN_A_WORD = /^(?:[^\s\p{P}]|@)/u

/** Parts what would be one word but for a mark in it: readers would see a word that no check sees. */
const parted = (tokens: Token[]): Token[] => {
  const kept: Token[] = []
  let [seen, isMarked] = ['', false]
  for (const token of tokens) {
    const isText = token.type === 'text'
    isMarked ||= !isText
    if (token.content !== '') {
      if (isMarked && ENDS_IN_A_WORD.test(seen) && BEGINS_IN_A_WORD.test(token.content)) {
        const opened = kept.length - 1 - kept.findLastIndex(({ nesting }) => nesting !== 1)
        kept.splice(kept.length - opened, 0, textLike(token, ' '))
      }
      isMarked = !isText
      seen = token.content
    } else if (token.tag === 'br') seen = ''
    kept.push(token)
  }
  return kept
}

/** A name of a language after the marks of a code block, the only words of a comment that nobody is shown. */
const LANGUAGE = /^`{3,}[ \t]*[A-Za-z0-9+#.-]{1,20}[ \t]*$/

const textLike = (near: Token, content: string): Token =>
  Object.assign(new MarkdownIt.Token('text', '', 0), { level: near.level + 1, content })

const create = (): Markdown => {
  const md = new MarkdownIt('zero', { html: false, linkify: true, breaks: true, typographer: false, maxNesting: 20 })
  // No escapes: readers would be shown casino.com where checks and bans read casino\.com.
  md.enable(['blockquote', 'fence', 'newline', 'backticks', 'emphasis', 'link', 'linkify'])
  const [quote, fence] = ['blockquote', 'fence'].map((name) =>
    md.block.ruler.getRules('').find((rule) => rule.name === name),
  )
  if (quote === undefined || fence === undefined) throw new Error('markdown-it has no rules for quotes and code')
  const alt = ['paragraph', 'reference', 'blockquote', 'list']
  // Past `maxNesting` the library drops the text; a quote that is too deep stays as the writer typed it instead.
  md.block.ruler.at('blockquote', (state, ...rest) => state.level < deepest && quote(state, ...rest), { alt })
  // Other words on the line that opens one, or a language of nothing, would be lost: such a line is text.
  const readFence: typeof fence = (state, from, to, silent) => {
    const opening = state.getLines(from, from + 1, state.blkIndent, false).trim()
    const isBare = /^[`~]*$/.test(opening)
    if (!isBare && !LANGUAGE.test(opening)) return false
    const before = state.line
    if (!fence(state, from, to, silent)) return false
    if (silent || isBare || state.tokens.at(-1)?.content !== '') return true
    state.tokens.pop()
    state.line = before
    return false
  }
  md.block.ruler.at('fence', readFence, { alt })

  // Stars begin and end at words: those of 2*3*4 are seen.
  const { State } = md.inline
  md.inline.State = class extends State {
    override scanDelims(start: number): ReturnType<InstanceType<typeof State>['scanDelims']> {
      return super.scanDelims(start, false)
    }
  }

  md.linkify.add('//', null).add('ftp:', null).add('mailto:', null)
  md.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false, urlAuth: true, maxLength: 2_000 })
  md.normalizeLink = webAddress
  md.normalizeLinkText = (text) => text
  md.validateLink = (href) => href !== ''

  // An address written with character references or backslashes is not what a reader, or a check, sees: not a link.
  const { parseLinkDestination } = md.helpers
  md.helpers = {
    ...md.helpers,
    parseLinkDestination: (text, start, max) => {
      const found = parseLinkDestination(text, start, max)
      const written = text.slice(start, found.pos).replace(/^<|>$/g, '')
      return found.ok && found.str === written ? found : { ok: false, pos: start, str: '' }
    },
  }

  // The checks read addresses by themselves: what they would not see, or see as another host's, is no link.
  md.core.ruler.push('bounded', (state) => {
    let seen: Set<string> | undefined
    const isSeen = (href: string): boolean => (seen ??= new Set(hostsOf(state.src))).has(plainHost(href))
    for (const token of state.tokens)
      if (token.children !== null) token.children = bounded(parted(token.children), isSeen)
  })
  md.renderer.rules.fence = (tokens, at) =>
    `<pre><code>${md.utils.escapeHtml(tokens[at]?.content ?? '')}</code></pre>\n`
  return md
}

const markup = create()

/** What the markup may read as more than letters: its own marks, colons (addresses), what HTML escapes, tabs and the like, and
 *  space at the ends of lines. */
// oxlint-disable-next-line no-control-regex
const MEANINGFUL = /[\\`*_~[\]!&"<>:\u0000-\u0009\u000b-\u001f]|^\s|[^\S\n]\n|\n[^\S\n]|\s$/

/** Most comments are plain words: lines and paragraphs, which cost the library a hundred times what they cost here. */
const renderPlain = (body: string): string =>
  body
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${paragraph.replaceAll('\n', '<br>\n')}</p>\n`)
    .join('')

/** A comment's body as safe HTML: paragraphs, line breaks, links to http(s) with `rel="nofollow ugc noopener"`,
 *  emphasis, quotes and code; everything else is text. Rendered once, when the comment is stored. */
export const render = (body: string): string =>
  body === '' || MEANINGFUL.test(body) ? renderMarked(body) : renderPlain(body.toWellFormed())

/** The same by the library, which the short way is held against. */
export const renderMarked = (body: string): string => markup.render(body.toWellFormed())
