import { account } from './en/account.ts'
import { apps } from './en/apps.ts'
import { connectionTokens } from './en/connection-tokens.ts'
import { developer } from './en/developer.ts'
import { developerListing } from './en/developer-listing.ts'
import { developerOAuth } from './en/developer-oauth.ts'
import { developerProvides } from './en/developer-provides.ts'
import { docs } from './en/docs.ts'
import { failure } from './en/failure.ts'
import { find } from './en/find.ts'
import { flows } from './en/flows.ts'
import { identity } from './en/identity.ts'
import { mail } from './en/mail.ts'
import { members } from './en/members.ts'
import { oauth } from './en/oauth.ts'
import { organization } from './en/organization.ts'
import { kinds, page, roles } from './en/page.ts'
import { participants } from './en/participants.ts'
import { picture } from './en/picture.ts'
import { requestLog } from './en/request-log.ts'
import { search } from './en/search.ts'
import { security } from './en/security.ts'
import { start } from './en/start.ts'
import { store } from './en/store.ts'
import { testAccounts } from './en/test-accounts.ts'
import { tokens } from './en/tokens.ts'

/** Every text in English; German has the same keys. */
export const en = {
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
