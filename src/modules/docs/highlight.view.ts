import { type Fragment, html } from '../../platform/web/html.ts'

const KEYWORDS =
  'async|await|break|catch|class|const|continue|default|else|export|extends|finally|for|from|function|if|import|in|let|new|null|of|return|static|switch|throw|try|undefined|while'
/** Per language what is a note, a text and a word of the language, in this order; none of them reaches into another. */
const PATTERNS: Record<string, RegExp> = {
  js: new RegExp(
    `(?<c>//[^\\n]*|/\\*[\\s\\S]*?\\*/)|(?<s>'(?:\\\\.|[^'\\\\\\n])*'|"(?:\\\\.|[^"\\\\\\n])*"|\`(?:\\\\.|[^\`\\\\])*\`)|(?<k>\\b(?:${KEYWORDS})\\b)`,
    'g',
  ),
  json: /(?<k>"(?:\\.|[^"\\])*"(?=\s*:))|(?<s>"(?:\\.|[^"\\])*")/g,
  sh: /(?<c>(?:^|(?<=\s))#[^\n]*)|(?<s>'[^']*'|"(?:\\.|[^"\\])*")|(?<k>\$\w+)/gm,
}
const CODE_CHARACTERS_MAX = 50_000

/** Code with its notes, texts and words set apart; what is in no language we know stays as it is. */
export function highlighted(code: string, language: string): Fragment {
  const pattern = PATTERNS[language]
  if (pattern === undefined || code.length > CODE_CHARACTERS_MAX) return code
  const parts: Fragment[] = []
  let end = 0
  for (const match of code.matchAll(pattern)) {
    const [text] = match
    const kind = Object.entries(match.groups ?? {}).find(([, found]) => found !== undefined)?.[0]
    parts.push(
      code.slice(end, match.index),
      kind === undefined ? text : html`<span class="${kind}">${text}</span>`,
    )
    end = match.index + text.length
  }
  return [...parts, code.slice(end)]
}
