import type { Lang } from '../../src/platform/web/language.ts'
import { appExhibits } from './gallery-apps.ts'
import { oauthExhibits } from './gallery-authorize.ts'
import { consentExhibits } from './gallery-consent.ts'
import { developerExhibits } from './gallery-developer.ts'
import { developerListingExhibits } from './gallery-developer-listing.ts'
import { developerOAuthExhibits } from './gallery-developer-oauth.ts'
import { developerProvidesExhibits } from './gallery-developer-provides.ts'
import { deviceExhibits } from './gallery-device.ts'
import { docsExhibits } from './gallery-docs.ts'
import { flowExhibits } from './gallery-flows.ts'
import { identityExhibits, passwordExhibits } from './gallery-identity.ts'
import { memberExhibits } from './gallery-members.ts'
import { organizationExhibits } from './gallery-organization.ts'
import { otherExhibits } from './gallery-other.ts'
import { profileExhibits } from './gallery-profile.ts'
import { requestLogExhibits } from './gallery-request-log.ts'
import { type Exhibit, furnish, type GalleryNames, NAMES } from './gallery-room.ts'
import { searchExhibits } from './gallery-search.ts'
import { securityExhibits } from './gallery-security.ts'
import { storeExhibits } from './gallery-store.ts'
import { testAccountExhibits } from './gallery-test-accounts.ts'
import { connectionExhibits, tokenExhibits } from './gallery-tokens.ts'

/** Every screen of the hub, in one language. */
export function gallery(lang: Lang, names: GalleryNames = NAMES): Exhibit[] {
  const room = furnish(lang, names)
  return [
    ...identityExhibits(room),
    ...passwordExhibits(room),
    ...oauthExhibits(room),
    ...consentExhibits(room),
    ...deviceExhibits(room),
    ...otherExhibits(room),
    ...flowExhibits(room),
    ...tokenExhibits(room),
    ...connectionExhibits(room),
    ...developerExhibits(room),
    ...developerListingExhibits(room),
    ...developerOAuthExhibits(room),
    ...requestLogExhibits(room),
    ...developerProvidesExhibits(room),
    ...testAccountExhibits(room),
    ...appExhibits(room),
    ...storeExhibits(room),
    ...searchExhibits(room),
    ...docsExhibits(room),
    ...profileExhibits(room),
    ...memberExhibits(room),
    ...organizationExhibits(room),
    ...securityExhibits(room),
  ]
}
