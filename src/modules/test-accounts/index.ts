/**
 * Test accounts: organizations with persons that a vendor makes to try its apps with. Only in the sandbox.
 *
 * Owns the tables test_account, test_person, test_account_gate and test_account_draft, the REST resource /test_accounts, and the pages of test accounts in the
 * developer area. Does not own what an organization, a person, a connection or a token is: it makes them by the rules of
 * the modules to the left, and ends them by those, too.
 *
 * 1. A vendor describes an account (`definition.ts`), in a request of one of its apps or in three steps on pages.
 * 2. `create-test-account.ts` makes it at once with everything in it, in the place of the one of the same name.
 * 3. Its persons sign in with their passwords; its apps are connected to all of them, so tokens need nobody to consent. Its
 *    private token can be shown again: only its id is kept.
 * 4. It is made anew from its stored definition (reset), or ends with its persons (`end-test-account.ts`).
 */
export { deleteTestAccountsOf } from './end-test-account.ts'
export { testAccountJobs } from './jobs.ts'
export { accountPages } from './portal/accounts.page.ts'
export { type FindApps, wizardPages } from './portal/wizard.page.ts'
export { type TestAccountRoutesDeps, testAccountRoutes } from './test-accounts.route.ts'
