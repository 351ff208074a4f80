import { account } from './de/account.ts'
import { apps } from './de/apps.ts'
import { connectionTokens } from './de/connection-tokens.ts'
import { developer } from './de/developer.ts'
import { developerListing } from './de/developer-listing.ts'
import { developerOAuth } from './de/developer-oauth.ts'
import { developerProvides } from './de/developer-provides.ts'
import { docs } from './de/docs.ts'
import { failure } from './de/failure.ts'
import { find } from './de/find.ts'
import { flows } from './de/flows.ts'
import { identity } from './de/identity.ts'
import { mail } from './de/mail.ts'
import { members } from './de/members.ts'
import { oauth } from './de/oauth.ts'
import { organization } from './de/organization.ts'
import { kinds, page, roles } from './de/page.ts'
import { participants } from './de/participants.ts'
import { picture } from './de/picture.ts'
import { requestLog } from './de/request-log.ts'
import { search } from './de/search.ts'
import { security } from './de/security.ts'
import { start } from './de/start.ts'
import { store } from './de/store.ts'
import { testAccounts } from './de/test-accounts.ts'
import { tokens } from './de/tokens.ts'
import type { en } from './en.ts'

/** Every text in German. */
export const de: typeof en = {
  page,
  roles,
  kinds,
  identity,
  oauth,
  account,
  picture,
  search,
  security,
  start,
  store,
  tokens,
  apps,
  connectionTokens,
  developer,
  developerListing,
  developerOAuth,
  developerProvides,
  requestLog,
  testAccounts,
  docs,
  failure,
  find,
  flows,
  members,
  organization,
  participants,
  mail,
}
