// The device flow (RFC 8628): ask, show a code, wait until a person has answered somewhere else.
const hubUrl = process.env.HUB_URL ?? 'http://localhost:4000'
// The public credentials of the sandbox's demo app: a program that others hold in their hands keeps no secret.
const clientId = process.env.CLIENT_ID ?? '0190c8a4-7d2e-7b31-9f04-5a6b1c2d3e12'

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
const SLOWER_BY_SECONDS = 5
const INTERVAL_SECONDS_MAX = 60

/** Asks the hub to let this device in. The answer has the code to show, and where a person types it. */
export async function askForAccess(scope) {
  const { status, body } = await post('/oauth/device_authorizations/authorize', { scope })
  if (status === 0) throw new Error(`The hub at ${hubUrl} cannot be reached: ${body.error_description}`)
  if (status !== 200) throw new Error(`The hub refused: ${body.error_description ?? `status ${status}`}`)
  return body
}

/** Polls until the person has answered, as slowly as the hub wishes. Gives the tokens. */
export async function waitForTokens({ device_code, interval = 5, expires_in }) {
  const endsAt = Date.now() + expires_in * 1000
  while (Date.now() < endsAt) {
    await seconds(interval)
    const { status, body } = await post('/oauth/access_token', { grant_type: DEVICE_GRANT, device_code })
    if (status === 200) return body
    if (body.error === 'authorization_pending') continue
    if (body.error === 'slow_down') {
      interval += SLOWER_BY_SECONDS
    } else if (status === 0 || status === 429 || status >= 500) {
      // The hub or the network is away for a while: each time wait twice as long (RFC 8628 §3.5).
      interval = Math.min(interval * 2, INTERVAL_SECONDS_MAX)
    } else {
      throw new Error(REFUSALS[body.error] ?? `The hub refused: ${body.error_description}`)
    }
  }
  throw new Error(REFUSALS.expired_token)
}

const REFUSALS = {
  access_denied: 'It was not allowed. Nothing was connected.',
  expired_token: 'The code has expired before anybody allowed it. Start again.',
}

/** GET from the hub's API in the name of the token's bearer. */
export async function read(accessToken, path) {
  const response = await fetch(`${hubUrl}/api/v1/${path}`, {
    headers: { authorization: `Bearer ${accessToken}` },
  })
  if (!response.ok) throw new Error(`GET ${path} answered ${response.status}: ${await response.text()}`)
  return response.json()
}

/** A form to the hub. Status 0 when it could not be reached. */
async function post(path, form) {
  try {
    const response = await fetch(hubUrl + path, {
      method: 'POST',
      headers: { accept: 'application/json', 'user-agent': 'Grantory example in a terminal' },
      body: new URLSearchParams({ client_id: clientId, ...form }),
    })
    return { status: response.status, body: await response.json().catch(() => ({})) }
  } catch (error) {
    return { status: 0, body: { error_description: error.cause?.message ?? error.message } }
  }
}

function seconds(count) {
  return new Promise(resolve => setTimeout(resolve, count * 1000))
}
