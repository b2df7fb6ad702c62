const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" }

/** The text of HTML that our own renderer made: no tags, line breaks where blocks end. */
export const plainText = (html: string): string =>
  html
    .replaceAll(/<br\s*\/?>\n?/g, '\n')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(amp|lt|gt|quot|#39|#x27);/g, (_whole, name: string) => ENTITIES[name] ?? '')
    .trim()
