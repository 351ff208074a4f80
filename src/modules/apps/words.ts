const WORDS_MAX = 6
const WORD_CHARACTERS_MAX = 60

/** The words of a search, in lower case. */
export function wordsOf(query: string): string[] {
  return query
    .toLowerCase()
    .split(/\s+/)
    .filter(word => word !== '')
    .slice(0, WORDS_MAX)
    .map(word => word.slice(0, WORD_CHARACTERS_MAX))
}

/** How close what is found is to the words, 0 the closest; null when one of them is in no text. */
export function rankOf(
  { name, texts }: { name: string; texts: readonly string[] },
  words: readonly string[],
): number | null {
  const low = name.toLowerCase()
  const all = [low, ...texts].join(' ').toLowerCase()
  if (!words.every(word => all.includes(word))) return null
  const [first = ''] = words
  if (low === first) return 0
  if (low.startsWith(first) || low.includes(`.${first}`)) return 1
  return low.includes(first) ? 2 : 3
}
