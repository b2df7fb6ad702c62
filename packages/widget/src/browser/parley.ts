import { liveOn, type Life } from './life.ts'

const NAME = 'parley-comments'

if (!customElements.get(NAME))
  customElements.define(
    NAME,
    /** `<parley-comments site="news" article="a1">`: an article's comments. Browsers ask for a class here. */
    class extends HTMLElement {
      parley: Life | undefined

      static get observedAttributes() {
        return ['site', 'article', 'api', 'lang', 'sort', 'sign-in']
      }
      connectedCallback() {
        this.parley = liveOn(this)
      }
      disconnectedCallback() {
        this.parley?.end()
        this.parley = undefined
      }
      attributeChangedCallback() {
        if (!this.parley) return
        this.disconnectedCallback()
        this.connectedCallback()
      }
    },
  )
