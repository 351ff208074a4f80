/**
 * Store: where apps are found and connected.
 *
 * Owns no data: it shows apps (apps) and makes connections (connections) by the rules of the authorization server (oauth).
 *
 * 1. Anybody looks through the catalogue (`catalogue.ts`), or follows a link to an app that is not listed (`visibility.ts`).
 * 2. Somebody who is signed in chooses whom to connect; organizations only by their owners and admins (`connect.page.ts`).
 * 3. The page asks once for everything the app desires of such a bearer (`connections/wish.ts`); what it has already is not asked again.
 * 4. `connect.ts` looks at all rights again, with app and bearer taken, and makes or extends the connection.
 * 5. The app opens at its entry point, with `launchpad` and `organization_id`.
 *
 * Beside it the search of the whole hub (`search.ts`): what somebody may see of all modules, and the pages of the menus.
 */

export { searchCatalogue } from './catalogue.ts'
export { connectPages } from './connect.page.ts'
export { type ConnectFault, connectApp } from './connect.ts'
export { searchPages } from './search.page.ts'
export { storePages } from './store.page.ts'
export { connectPath, storePath } from './store-path.ts'
