// @ts-check
/*
 * Sends the request of a page of the API reference from this browser, and shows what was answered. The token stays in
 * this tab, for the one who is signed in; secrets of clients stay in the page. Without it the form fills in the curl line.
 */
const TOKEN_KEY = 'grantory.try-token'
const READER_KEY = 'grantory.try-reader'

const form = document.querySelector('form[data-try]')
if (form instanceof HTMLFormElement) prepare(form)

/** @param {HTMLFormElement} form */
function prepare(form) {
  for (const element of document.querySelectorAll('[data-with-script]')) show(element, true)
  for (const element of document.querySelectorAll('[data-without-script]')) show(element, false)
  const button = form.querySelector('[data-submit]')
  if (button) button.textContent = form.dataset.send ?? ''
  forgetThatOfOthers(form.dataset.reader ?? '')
  const token = field('try-token')
  const forget = form.querySelector('[data-forget]')
  if (token) {
    token.value = sessionStorage.getItem(TOKEN_KEY) ?? ''
    show(forget, token.value !== '')
    forget?.addEventListener('click', () => {
      forgetToken()
      token.value = ''
      show(forget, false)
      token.focus()
    })
  }
  form.addEventListener('submit', async event => {
    event.preventDefault()
    if (token && token.value.trim() !== '') {
      sessionStorage.setItem(TOKEN_KEY, token.value.trim())
      sessionStorage.setItem(READER_KEY, form.dataset.reader ?? '')
      show(forget, true)
    }
    await send(form)
  })
}

function forgetToken() {
  sessionStorage.removeItem(TOKEN_KEY)
  sessionStorage.removeItem(READER_KEY)
}

/** Whoever reads here now, signed out or as somebody else, finds no token of who was here before. @param {string} reader */
function forgetThatOfOthers(reader) {
  if (sessionStorage.getItem(READER_KEY) !== reader) forgetToken()
}

/** @param {HTMLFormElement} form */
async function send(form) {
  const { method = 'GET', failed = '', badJson = '', sending = '' } = form.dataset
  /** @type {Record<string, string>} */
  const headers = { accept: 'application/json', ...authorization() }
  const { address, query, body } = read(form)
  if (body instanceof SyntaxError) return say(form, badJson)
  if (typeof body === 'string') headers['content-type'] = 'application/json'
  say(form, sending)
  const startedAt = performance.now()
  try {
    const url = query.size === 0 ? address : `${address}?${query}`
    const answer = await fetch(url, {
      method,
      headers,
      body: body ?? null,
      credentials: 'omit',
      redirect: 'manual',
    })
    const text = await answer.text()
    say(form, '')
    showAnswer(answer, text, performance.now() - startedAt)
  } catch {
    say(form, failed)
  }
}

/** How the request says who sends it. @returns {Record<string, string>} */
function authorization() {
  const id = field('try-client-id')?.value.trim() ?? ''
  if (id !== '') {
    const secret = field('try-client-secret')?.value ?? ''
    const words = new TextEncoder().encode(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`)
    return { authorization: `Basic ${btoa(String.fromCharCode(...words))}` }
  }
  const token = field('try-token')?.value.trim() ?? ''
  return token === '' ? {} : { authorization: `Bearer ${token}` }
}

/** What the form holds: the address with its parts, the query, the body. @param {HTMLFormElement} form */
function read(form) {
  let address = form.dataset.path ?? ''
  const query = new URLSearchParams()
  const fields = new URLSearchParams()
  /** @type {string | URLSearchParams | SyntaxError | undefined} */
  let body
  for (const [key, value] of [...new FormData(form), ...secrets(form)]) {
    if (typeof value !== 'string') continue
    const [place = '', ...rest] = key.split('.')
    const name = rest.join('.')
    if (place === 'path') address = address.replace(`{${name}}`, encodeURIComponent(value.trim()))
    if (place === 'query' && value !== '') query.append(name, value)
    if (place === 'form' && value !== '') fields.append(name, value)
    if (place === 'body' && value.trim() !== '') body = isJson(value) ? value : new SyntaxError('no JSON')
  }
  return { address, query, body: fields.size > 0 ? fields : body }
}

/** What has no name, because no address may hold it. @param {HTMLFormElement} form @returns {[string, string][]} */
function secrets(form) {
  const inputs = form.querySelectorAll('[data-field]')
  return [...inputs].flatMap(input =>
    input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement
      ? [[input.dataset.field ?? '', input.value]]
      : [],
  )
}

/** @param {string} text */
function isJson(text) {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** @param {Response} answer @param {string} text @param {number} tookMs */
function showAnswer(answer, text, tookMs) {
  const place = document.querySelector('[data-answer]')
  if (!(place instanceof HTMLElement)) return
  const status = place.querySelector('[data-status]')
  if (status) {
    status.textContent = `${answer.status} ${answer.statusText}`.trim()
    status.className = `badge badge-sm badge-soft font-mono ${answer.ok ? 'badge-success' : 'badge-error'}`
  }
  write(place, '[data-time]', `${Math.round(tookMs)} ms`)
  write(place, '[data-headers]', [...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n'))
  const empty = document.querySelector('form[data-try]')
  const none = empty instanceof HTMLFormElement ? (empty.dataset.empty ?? '') : ''
  write(place, '[data-body]', text === '' ? none : pretty(text))
  place.hidden = false
  place.focus()
}

/** @param {string} text */
function pretty(text) {
  return isJson(text) ? JSON.stringify(JSON.parse(text), null, 2) : text
}

/** @param {Element} place @param {string} selector @param {string} text */
function write(place, selector, text) {
  const element = place.querySelector(selector)
  if (element) element.textContent = text
}

/** @param {HTMLFormElement} form @param {string} text */
function say(form, text) {
  write(form, '[data-state]', text)
}

/** @param {string} id */
function field(id) {
  const element = document.getElementById(id)
  return element instanceof HTMLInputElement ? element : null
}

/** @param {Element | null} element @param {boolean} isShown */
function show(element, isShown) {
  if (element instanceof HTMLElement) element.hidden = !isShown
}
