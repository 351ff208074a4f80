import sql from 'sql-template-tag'
import { DEMO } from './demo.ts'
import type { TestApp } from './test-app.ts'
import type { Answer, TestBrowser } from './test-browser.ts'

/** Makes the member of Linden Press a plain member of the vendor, too. */
export async function addPlainMember({ db, clock }: TestApp): Promise<void> {
  await db.transaction(tx =>
    tx.write(sql`insert into membership (id, organization_id, person_id, roles, created_at, updated_at)
      select 'a-membership', organization.id, person.id, 4, ${clock.now()}, ${clock.now()} from organization, person
      where organization.slug = 'stockworks' and person.email = ${DEMO.member}`),
  )
}

/** Posts a form of the hub's own that need not be on any page this browser opened. */
export async function sendForm(
  browser: TestBrowser,
  path: string,
  fields: Record<string, string>,
): Promise<Answer> {
  const _csrf = /name="_csrf" value="([^"]+)"/.exec((await browser.get('/signout')).text)?.[1] ?? ''
  return browser.post(path, { _csrf, ...fields })
}

/** The configuration of an app, as its vendor downloads it. */
// A test reads whatever the hub answered.
// biome-ignore lint/suspicious/noExplicitAny: the members are what the test is about
export async function manifestIn(browser: TestBrowser, appName: string): Promise<any> {
  return JSON.parse((await browser.get(`/developer/apps/${appName}/manifest.json`)).text)
}

/** The secret a page shows once. */
export function secretIn({ text }: Answer): string {
  return /<code id="secret">([^<]*)<\/code>/.exec(text)?.[1] ?? ''
}
