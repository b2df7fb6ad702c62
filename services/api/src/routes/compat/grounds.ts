import { attributes, languagesOf, type Attribute } from '@parley/moderation'
import { GoogleError } from './google-error.ts'

/** An attribute that is asked for and known. */
export type Asked = Attribute

const isKnown = (name: string): name is Attribute => (attributes as readonly string[]).includes(name)

const primary = (language: string): string => (language.split(/[-_]/u)[0] ?? '').toLowerCase()

/** The attributes asked for, when there are grounds for each in one of the languages; an error says which has none. A language that
 *  nobody named and no letter tells passes. */
export const requireGrounds = (names: string[], languages: string[] | undefined): Asked[] => {
  if (names.length === 0)
    throw new GoogleError(400, 'At least one of requestedAttributes is needed.', { errorType: 'NO_ATTRIBUTES' })
  return names.map((name) => {
    if (!isKnown(name)) {
      const message = `Attribute ${name.slice(0, 40)} is not scored here; these are: ${attributes.join(', ')}.`
      throw new GoogleError(400, message, { errorType: 'UNSUPPORTED_ATTRIBUTE', supportedAttributes: attributes })
    }
    if (languages && languages.length > 0 && !languages.some((one) => languagesOf[name].includes(primary(one)))) {
      const message = `Attribute ${name} does not support request languages: ${languages.join(',')}`
      const languageNotSupportedByAttributeError = { detectedLanguages: languages, attribute: name }
      throw new GoogleError(400, message, {
        errorType: 'LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE',
        languageNotSupportedByAttributeError,
      })
    }
    return name
  })
}
