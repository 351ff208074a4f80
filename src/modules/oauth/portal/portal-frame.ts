import type { PortalPage } from '../../../platform/web/page.ts'
import type { SideMenu } from '../../../platform/web/side-menu.ts'

/** What stands around every page of the portal; times are shown in the reader's zone. */
export type PortalFrame = { navigation: PortalPage['navigation']; menu: SideMenu; timeZone: string }
