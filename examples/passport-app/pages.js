// The pages of this app: functions from data to HTML.

/** A page for somebody who is not logged in. */
export function welcomePage(message) {
  return page(html`
    <h1>Welcome</h1>
    ${message && notice(message)}
    <p>This app knows you only when you log in.</p>
    <p><a class="button" href="/auth/grantory">Log in with Grantory</a></p>`)
}

/** The page of a person: `organizations` are those whose data this app has got tokens for. */
export function homePage({ person, organizations, tokens, message }) {
  const read = new Map(organizations.map(organization => [organization.id, organization]))
  return page(html`
    <h1>Hello, ${person.full_name}</h1>
    ${message && notice(message)}
    <p>${person.email} ${bearer(tokens)}</p>
    <h2>Your organizations</h2>
    <ul>${person.organization_memberships.map(
      membership => html`<li>${organizationCard(membership, read.get(membership.organization.id))}</li>`,
    )}</ul>
    <p><a href="/install">Install for ${read.size > 0 ? 'another' : 'an'} organization</a></p>
    <form method="post" action="/log-out"><button>Log out</button></form>`)
}

/** A page for what went wrong. */
export function errorPage(title, text) {
  return page(html`<h1>${title}</h1><p>${text}</p><p><a class="button" href="/">Start again</a></p>`)
}

function organizationCard({ roles, organization }, read) {
  const { id, name } = organization
  const isAdmin = roles.includes('owner') || roles.includes('admin')
  const heading = html`<h3>${name}</h3><p>You are ${roles.join(', ') || 'a member'} there.</p>`
  if (read) {
    return html`${heading}<p>Installed. As the organization this app reads:</p>
      <dl>
        <dt>Kinds</dt><dd>${read.kinds.join(', ')}</dd>
        <dt>Country</dt><dd>${read.country_code}</dd>
        <dt>Short name</dt><dd>${read.slug}</dd>
      </dl>
      ${bearer(read.tokens)}`
  }
  if (!isAdmin) return html`${heading}<p><a href="/install/${id}">Ask for this app</a></p>`
  const label = organization.connected ? 'Open' : 'Install'
  return html`${heading}<p><a class="button" href="/install/${id}">${label} for this organization</a></p>`
}

/** Whose token it is, and what it may do. */
function bearer({ bearer, scope }) {
  return html`<small>The token belongs to <code>${bearer.type} ${bearer.id}</code> and allows
    <code>${scope || 'nothing'}</code>.</small>`
}

function notice(message) {
  return html`<p class="notice">Nothing was changed. The hub says: ${message}</p>`
}

function page(body) {
  return html`<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>Example app</title>
  <link rel="stylesheet" href="/style.css">
  <main>${body}</main>
</html>`.markup
}

/** Markup in which every value is escaped, but for values that are markup themselves. */
function html(strings, ...values) {
  return { markup: String.raw({ raw: strings }, ...values.map(toMarkup)) }
}

function toMarkup(value) {
  if (Array.isArray(value)) return value.map(toMarkup).join('')
  if (value?.markup !== undefined) return value.markup
  return String(value ?? '').replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}
