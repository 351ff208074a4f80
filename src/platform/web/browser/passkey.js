// @ts-check
/*
 * Forms with `data-passkey` (`create` or `get`) ask the browser for a passkey before they are sent, as `data-options`
 * says, and send its answer. Those that are hidden without script are shown where the browser knows passkeys.
 */
for (const form of document.querySelectorAll('form[data-passkey]'))
  if (form instanceof HTMLFormElement && 'credentials' in navigator && 'PublicKeyCredential' in window)
    prepare(form)

/** @param {HTMLFormElement} form */
function prepare(form) {
  const answer = form.elements.namedItem('answer')
  const fault = form.querySelector('[data-passkey-fault]')
  if (!(answer instanceof HTMLInputElement) || !(fault instanceof HTMLElement)) return
  let isAsking = false
  form.hidden = false
  form.addEventListener('submit', async event => {
    event.preventDefault()
    if (isAsking) return
    isAsking = true
    fault.hidden = true
    try {
      answer.value = JSON.stringify(await ask(form))
      form.submit()
    } catch {
      // Cancelled, too late, or nothing that fits: the browser does not tell which.
      fault.hidden = false
    } finally {
      isAsking = false
    }
  })
}

/** @param {HTMLFormElement} form */
async function ask({ dataset }) {
  const options = JSON.parse(dataset.options ?? '{}')
  options.challenge = bytes(options.challenge)
  if (dataset.passkey === 'create') {
    options.user.id = bytes(options.user.id)
    options.excludeCredentials = options.excludeCredentials.map(decoded)
    return plain(await navigator.credentials.create({ publicKey: options }))
  }
  return plain(await navigator.credentials.get({ publicKey: options }))
}

/** @param {{ id: string }} credential */
function decoded(credential) {
  return { ...credential, id: bytes(credential.id) }
}

/** The answer as JSON (WebAuthn §5.1, `toJSON`, which not all browsers know). @param {Credential | null} credential */
function plain(credential) {
  if (!(credential instanceof PublicKeyCredential)) throw new Error('no passkey')
  const { response } = credential
  const common = {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: {},
  }
  const clientDataJSON = text(response.clientDataJSON)
  if (response instanceof AuthenticatorAttestationResponse) {
    const transports = response.getTransports?.() ?? []
    return {
      ...common,
      response: { clientDataJSON, attestationObject: text(response.attestationObject), transports },
    }
  }
  if (!(response instanceof AuthenticatorAssertionResponse)) throw new Error('no answer')
  return {
    ...common,
    response: {
      clientDataJSON,
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      ...(response.userHandle ? { userHandle: text(response.userHandle) } : {}),
    },
  }
}

/** Bytes of base64url. @param {string} encoded */
function bytes(encoded) {
  const binary = atob(encoded.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, character => character.charCodeAt(0))
}

/** Bytes as base64url. @param {ArrayBuffer} buffer */
function text(buffer) {
  const binary = String.fromCharCode(...new Uint8Array(buffer))
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}
