import { type App, type Credentials, inLanguage } from '../../apps/index.ts'

/** Something about an app that the operator need not look for. */
export type Check = {
  name:
    | 'urls_https'
    | 'urls_http'
    | 'urls_none'
    | 'both_languages'
    | 'one_language'
    | 'described'
    | 'not_described'
    | 'entry_point'
    | 'no_entry_point'
    | 'used'
    | 'never_used'
  isGood: boolean
}

/** What can be told of an app without looking at it (platform.md §4.2). */
export function checksOf(
  { translations, entryPointUrl }: Pick<App, 'translations' | 'entryPointUrl'>,
  {
    redirectUrls,
    credentials,
  }: { redirectUrls: readonly string[]; credentials: readonly Pick<Credentials, 'lastUsedAt'>[] },
): Check[] {
  const has = (locale: string) => translations.some(text => text.locale === locale)
  const isDescribed = Boolean(inLanguage(translations, 'en')?.description)
  const isUsed = credentials.some(({ lastUsedAt }) => lastUsedAt !== null)
  const urls =
    redirectUrls.length === 0
      ? 'urls_none'
      : redirectUrls.some(url => url.startsWith('http:'))
        ? 'urls_http'
        : 'urls_https'
  return [
    { name: isUsed ? 'used' : 'never_used', isGood: isUsed },
    { name: urls, isGood: urls === 'urls_https' },
    has('en') && has('de')
      ? { name: 'both_languages', isGood: true }
      : { name: 'one_language', isGood: false },
    { name: isDescribed ? 'described' : 'not_described', isGood: isDescribed },
    {
      name: entryPointUrl === null ? 'no_entry_point' : 'entry_point',
      isGood: entryPointUrl !== null,
    },
  ]
}
