// The pages of this app: functions from data to HTML.

/** A page for somebody who is not logged in. */
export function welcomePage(message) {
  return page(html`<section>
    <h1>Welcome</h1>
    ${message && notice(message)}
    <p>Log in, and this app greets you by name.</p>
    <a class="button" href="/auth/grantory">Log in with Grantory</a>
  </section>`)
}

/** The page of a person; `organizations` are those whose data this app has got tokens for. */
export function homePage({ person, tokens, organizations, message }) {
  const installed = new Map(organizations.map(organization => [organization.id, organization]))
  return page(html`<section>
      <h1>Hello, ${person.full_name}</h1>
      ${message && notice(message)}
      <dl><dt>E-mail</dt><dd>${person.email}</dd>${tokenRows(tokens)}</dl>
    </section>
    ${person.organization_memberships.map(({ roles, organization }) =>
      organizationCard(roles, installed.get(organization.id) ?? organization),
    )}
    <footer>
      <a href="/install">Install for ${installed.size > 0 ? 'another' : 'an'} organization</a>
      <form method="post" action="/log-out"><button>Log out</button></form>
    </footer>`)
}

/** A page for what went wrong. */
export function errorPage(title, text) {
  return page(html`<section>
    <h1>${title}</h1>
    <p>${text}</p>
    <a class="button" href="/">Start again</a>
  </section>`)
}

function organizationCard(roles, organization) {
  const { id, name, kinds, country_code, connected, tokens } = organization
  const isAdmin = roles.includes('owner') || roles.includes('admin')
  const action = connected ? 'Open' : 'Install'
  return html`<section>
    <h2>${name}</h2>
    <p>Your roles there: ${roles.join(', ') || 'none'}</p>
    ${tokens && html`<dl><dt>Kinds</dt><dd>${kinds.join(', ')}</dd><dt>Country</dt><dd>${country_code}</dd>${tokenRows(tokens)}</dl>`}
    ${!tokens && isAdmin && html`<a class="button" href="/install/${id}">${action} for this organization</a>`}
    ${!tokens && !isAdmin && html`<a href="/install/${id}">Whom to ask for this app</a>`}
  </section>`
}

/** Whose token this app holds, and what it allows. */
function tokenRows({ bearer, scope }) {
  return html`<dt>Token of</dt><dd><code>${bearer.type}/${bearer.id}</code></dd>
    <dt>Allows</dt><dd><code>${scope || 'nothing'}</code></dd>`
}

function notice(message) {
  return html`<p class="notice">The hub did not let this app in: ${message}</p>`
}

function page(content) {
  return html`<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>Example app</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="/style.css">
  <main><header>Example app</header>${content}</main>
</html>`.markup
}

/** Markup in which every value is escaped, but for values that are markup themselves. */
function html(strings, ...values) {
  return { markup: String.raw({ raw: strings }, ...values.map(toMarkup)) }
}

function toMarkup(value) {
  if (Array.isArray(value)) return value.map(toMarkup).join('')
  if (value === undefined || value === false) return ''
  return value.markup ?? String(value).replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}
