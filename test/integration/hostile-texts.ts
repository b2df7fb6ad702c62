/** Texts that are stored as they are, but for line ends and pasted controls, and shown inert. */
export const inert: Record<string, string> = {
  'direction overrides': 'abc\u202etxt.exe\u202c \u2066isolated',
  zalgo: `z${'\u0334\u0322\u0353'.repeat(60)}algo`,
  'zero-width characters': 'in\u200bvis\u200cib\u200dle\ufeff',
  'tag characters': '\u{e0041}\u{e0042}\u{e007f}x',
  homoglyphs: 'раураl.com ƬΗΙЅ',
  'a chain of joiners': `${'👩\u200d'.repeat(400)}👩`,
  'a word of 4,000 characters': 'x'.repeat(4_000),
  'a grapheme of thousands of marks': `e${'\u0301'.repeat(3_900)}`,
  'log lines': 'fine\n{"level":"fatal","event":"forged"}\nnext',
  'the Turkish i': 'İıiI',
  'a formula': '=HYPERLINK("https://evil.example","x")',
  SQL: "'); drop table comment; --",
  'a script': '<script>alert(1)</script><img src=x onerror=alert(1)><svg/onload=alert(1)>',
  'a script in disguise': '[x](JaVaScRiPt:alert(1)) [y](data:text/html,<script>1</script>) <a href="vbscript:x">',
  'mutating markup': '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  'markdown tricks': '![x](https://evil.example/a.png) [a]: javascript:alert(1)\n[a]',
  templates: '{{constructor.constructor("alert(1)")()}} ${7*7} <%= 7*7 %> #{7*7}',
  'Redis commands': 'x\r\nFLUSHALL\r\n* ? [a-z]',
  'ends of scripts': '</script>\u2028\u2029<!--',
  'an ANSI escape': '\u001b[2Jgone\u0007',
  'an ANSI escape of eight bits': '\u009b2Jgone\u007f',
  'line ends of old encodings': 'one\u0085two',
  'what Word pastes': 'one\u000btwo\u000cthr\u0002ee',
  'a regular expression’s nightmare': `${'a'.repeat(2_000)}!${'(a+)+$'.repeat(300)}`,
  'brackets by the thousand': '['.repeat(2_000) + '('.repeat(1_900),
  'quotes by the thousand': '> '.repeat(1_900),
  'stars by the thousand': '*_'.repeat(1_900),
}

/** Such a text as it is stored. */
export const kept = (body: string): string =>
  body
    .replaceAll(/\r\n?|[\v\f\u0085]/g, '\n')
    // oxlint-disable-next-line no-control-regex -- those of the texts above
    .replaceAll(/[\u0002\u0007\u001b\u007f\u009b]/g, '')
    .trim()
