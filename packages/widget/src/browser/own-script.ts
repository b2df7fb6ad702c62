/** The `<script>` that brought a bundle; a module's is found by its name. */
export const ownScript = (name: string): HTMLScriptElement | null =>
  (document.currentScript as HTMLScriptElement | null) ?? document.querySelector(`[src$="/${name}"]`)

/** The service that a bundle came from: what stands before `/widget/` in its address. */
export const serviceOf = (script: HTMLScriptElement | null): string => script?.src.split('/widget/')[0] ?? ''
