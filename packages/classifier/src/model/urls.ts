/** Where the models that come with this package lie, for whoever may read files. */
export const modelUrls: { spam: URL; abuse: URL } = {
  spam: new URL('../../models/spam.model', import.meta.url),
  abuse: new URL('../../models/abuse.model', import.meta.url),
}
