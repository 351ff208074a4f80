import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Lang } from '../../src/platform/web/language.ts'
import { gallery } from '../support/gallery.ts'
import { mailExhibits } from '../support/gallery-mails.ts'
import type { GalleryNames } from '../support/gallery-room.ts'

const LANGUAGES: Lang[] = ['en', 'de']
const HOSTILE: GalleryNames = {
  app: '<img src=x onerror=alert(1)>',
  vendor: '"><script>alert(2)</script>',
  organization: "' onmouseover='alert(3)\u202egnp.exe",
  person: '</title><svg onload=alert(4)>\r\nBcc: all@example.com',
  email: 'a"b<c>@evil.example',
}

for (const lang of LANGUAGES) {
  for (const { name, page } of gallery(lang)) {
    test(`${name} (${lang}) is a whole page in its language, with one main heading and no script or style of its own`, () => {
      assert.match(page, /^<!doctype html>\n<html lang="(en|de)">/)
      assert.ok(page.includes(`<html lang="${lang}">`))
      assert.equal(page.match(/<h1[ >]/g)?.length, 1)
      assert.doesNotMatch(withoutModules(page), /<script|<style|\sstyle=|\son[a-z]+=|javascript:/i)
      assert.doesNotMatch(page, /\[object|undefined|NaN|null/)
    })
  }

  test(`every form (${lang}) that posts carries the token against forgery (attack S9)`, () => {
    for (const { name, page } of gallery(lang)) {
      for (const [form] of page.matchAll(/<form method="post".*?<\/form>/gs)) {
        assert.ok(form.includes('<input type="hidden" name="_csrf" value="7d4f0a9bc1e2">'), name)
      }
    }
  })

  test(`hostile names (${lang}) stay text on every page (attack O7)`, () => {
    for (const { name, page: whole } of gallery(lang, HOSTILE)) {
      const page = withoutModules(whole)
      assert.doesNotMatch(page, /<img(?! class=)|<script|<svg onload|\u202e|\0/, name)
      // Inside quoted attributes a quote is written as an entity, so no attribute can be added.
      assert.doesNotMatch(page, /["'] onmouseover|" onerror/, name)
      assert.equal(page.match(/<\/title>/g)?.length, 1, name)
    }
  })

  test(`hostile names (${lang}) stay text in mails, and subjects are one line (attack O7)`, () => {
    for (const { name, mail } of mailExhibits(lang, HOSTILE)) {
      assert.doesNotMatch(mail.html, /<svg|<img|<script|\u202e/, name)
      assert.doesNotMatch(mail.subject, /[\r\n]/, name)
      assert.doesNotMatch(mail.text, /^Bcc:/m, name)
    }
  })

  test(`a mail (${lang}) says the same as text and as HTML: both hold the link`, () => {
    for (const { name, mail } of mailExhibits(lang)) {
      const link = 'https://hub.example/email/confirm?token=4f9GkPq2XbVn81TzWmYc0LhJ'
      assert.ok(mail.text.includes(`\n${link}\n`), name)
      assert.ok(mail.html.includes(`href="${link}"`), name)
    }
  })
}

test('a page with a fault says so in its title, one without does not', () => {
  const titles = new Map(
    gallery('en').map(({ name, page }) => [name, /<title>(.*)<\/title>/.exec(page)?.[1]]),
  )
  assert.equal(titles.get('sign-in'), 'Sign in to Stock Keeper · Grantory')
  assert.equal(titles.get('sign-in-mismatch'), 'Error: Sign in to Stock Keeper · Grantory')
})

test('the link to the other language leads to the same address', () => {
  const page = gallery('en').find(({ name }) => name === 'sign-in')?.page ?? ''
  const link = /href="([^"]*)" lang="de" hreflang="de">Deutsch/.exec(page)?.[1]
  assert.equal(link, '/signin?interaction=0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e99&amp;lang=de')
})

test('a faulty field is marked, explained beside it, keeps what was typed and takes the focus', () => {
  const page = gallery('en').find(({ name }) => name === 'sign-up-faults')?.page ?? ''
  const email = /<input[^>]*id="email"[^>]*>/.exec(page)?.[0] ?? ''
  assert.match(email, /value="mara@lindenpress.example"/)
  assert.match(email, /aria-invalid="true" aria-describedby="email-fault"/)
  assert.match(page, /id="email-fault">/)
  const focused = [...page.matchAll(/<(?:input|select)[^>]* autofocus[^>]*>/g)].map(
    ([tag]) => /id="(\w+)"/.exec(tag)?.[1],
  )
  assert.deepEqual(focused, ['name'])
})

test('passwords are never written back into a page (attack S11)', () => {
  for (const { page } of gallery('en')) {
    for (const [input] of page.matchAll(/<input[^>]*type="password"[^>]*>/g)) assert.match(input, /value=""/)
  }
})

test('a consent names who asks, for whom, whom it concerns, and where the answer goes (platform.md §7)', () => {
  const page = textOf('consent-organization')
  assert.match(page, /Stock Keeper by Stockworks would like to access Linden Press/)
  assert.match(page, /All 14 members of Linden Press/)
  assert.match(page, /You will be sent to stock\.stockworks\.example\./)
})

test('a consent has the buttons Allow and Cancel (G-38)', () => {
  const page = gallery('en').find(({ name }) => name === 'consent-organization')?.page ?? ''
  assert.match(page, /<button class="btn" name="decision" value="cancel">Cancel<\/button>/)
  assert.match(page, /<button class="btn btn-primary" name="decision" value="allow">Allow<\/button>/)
})

test('a later consent marks what is new and folds away what was allowed before (platform.md §7)', () => {
  const first = textOf('consent-organization')
  const more = textOf('consent-organization-more')
  assert.doesNotMatch(first, /\bnew\b/)
  assert.match(more, /asks for 2 more permissions in Linden Press/)
  assert.equal(more.match(/\bnew\b/g)?.length, 2)
  assert.match(more, /Allowed before: 4 permissions/)
})

test('read-only permissions are marked, others are not (oauth.md §4.2)', () => {
  const page = textOf('consent-organization')
  assert.match(page, /See members and their roles \(read only\)/)
  assert.match(page, /See and change items in stock Includes/)
})

test('an on-behalf consent asks in two parts: from the organization and from the person', () => {
  assert.match(
    textOf('consent-on-behalf'),
    /From Linden Press .*See and change items in stock.*From you .*See your name/,
  )
  assert.doesNotMatch(textOf('consent-on-behalf-member'), /From Linden Press/)
})

test('the address of an app of its own scheme is shown as text, never as a link (attack R3)', () => {
  const page = gallery('en').find(({ name }) => name === 'confirm-organization')?.page ?? ''
  assert.match(page, /an app on this device \(<strong[^>]*>com\.stockworks\.keeper:<\/strong>\)/)
  assert.doesNotMatch(page, /href="com\.stockworks/)
})

test('an organization one may not administer is no button, and says whom to ask', () => {
  const page = gallery('en').find(({ name }) => name === 'choose-organization')?.page ?? ''
  assert.deepEqual(
    [...page.matchAll(/name="organization" value="(\w+)"/g)].map(([, id]) => id),
    ['o1', 'o2'],
  )
  assert.match(page, /ask Jonas\u00a0Petersen or Aylin\u00a0Demir\./)
})

test('outside the sandbox no page has its strip or its menu', () => {
  const page = gallery('en').find(({ name }) => name === 'home')?.page ?? ''
  assert.doesNotMatch(page, /SANDBOX|\/sandbox\//)
})

/** The page as one reads it: without tags, white space as single blanks. */
function textOf(exhibit: string): string {
  const page = gallery('en').find(({ name }) => name === exhibit)?.page ?? ''
  const main = /<main[\s\S]*<\/main>/.exec(page)?.[0] ?? ''
  return main
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ ([.,])/g, '$1')
}

/** A page without the hub's own modules, which stand in files and are named by their hash. */
/** Scripts and pictures of the hub's own. */
const OWN_SCRIPT = /<script type="module" src="\/assets\/[a-z-]+\.[0-9a-f]{12}\.js"><\/script>/g
const OWN_PICTURE =
  /<img class="size-full object-cover" src="\/assets\/[a-z.0-9-]+" alt="" referrerpolicy="no-referrer">/g

function withoutModules(page: string): string {
  return page.replace(OWN_SCRIPT, '').replace(OWN_PICTURE, '')
}
