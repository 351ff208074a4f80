import type { PictureFault } from '../../../platform/pictures/picture.ts'
import { besideAccountMenu } from '../../../platform/web/account-frame.ts'
import { organizationPicture, personPicture } from '../../../platform/web/components.ts'
import { html } from '../../../platform/web/html.ts'
import type { PageContext } from '../../../platform/web/page.ts'
import { pictureForm } from '../../../platform/web/picture-form.ts'
import { unbrokenName } from '../../../platform/web/plain-text.ts'
import {
  type OrganizationPlace,
  type PortalFrame,
  portalPage,
  type Visitor,
} from '../../../platform/web/portal-page.ts'
import { textsOf } from '../../../platform/web/texts.ts'

const PROFILE = '/account/profile'

/** The picture of a person. */
export function avatarPage(
  context: PageContext,
  { frame, visitor, fault }: { frame: PortalFrame; visitor: Visitor; fault: PictureFault | null },
): string {
  const { avatar } = textsOf(context.lang).picture
  const { name, avatarUrl } = visitor
  const form = pictureForm(context, {
    ...{ action: `${PROFILE}/picture`, backUrl: PROFILE, name, fit: 'cut', fault },
    picture: personPicture(name, 'size-20', avatarUrl),
    isUploaded: avatarUrl !== null,
  })
  return portalPage(context, {
    title: avatar.title,
    isFault: fault !== null,
    frame,
    body: besideAccountMenu(
      context.lang,
      'profile',
      html`<div class="max-w-2xl"><div class="g-head"><div><h1>${avatar.title}</h1><p>${avatar.lead}</p></div></div>${form}</div>`,
    ),
  })
}

/** The logo of an organization. */
export function logoPage(
  context: PageContext,
  { frame, place, fault }: { frame: PortalFrame; place: OrganizationPlace; fault: PictureFault | null },
): string {
  const { logo } = textsOf(context.lang).picture
  const { name, slug, logoUrl } = place
  const title = logo.title(unbrokenName(name))
  const form = pictureForm(context, {
    ...{ action: `/organizations/${slug}/logo`, backUrl: `/organizations/${slug}/edit`, name, fault },
    ...{ fit: 'whole', isUploaded: logoUrl !== null },
    picture: organizationPicture(place, 'size-20'),
  })
  return portalPage(context, {
    title,
    isFault: fault !== null,
    frame,
    body: html`<div class="max-w-2xl"><div class="g-head"><div><h1 class="wrap-anywhere">${title}</h1><p>${logo.lead}</p></div></div>${form}</div>`,
  })
}
