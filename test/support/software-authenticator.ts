import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto'

const USER_PRESENT = 0x01
const USER_VERIFIED = 0x04
const HAS_CREDENTIAL = 0x40
const AAGUID = Buffer.alloc(16)

/** What a page asks the browser for, as it stands in `data-options`. */
export type Asked = { challenge: string; rpId?: string; rp?: { id: string }; user?: { id: string } }

/** What an honest authenticator does otherwise only when it is told to. */
export type Lie = {
  origin?: string
  rpId?: string
  isVerified?: boolean
  count?: number
  challenge?: string
  handle?: string
}

/** An authenticator that is a program: it makes passkeys and signs with them, and can be told to lie (attack S8). */
export type SoftwareAuthenticator = {
  /** Makes a passkey; the answer as the browser module would send it. */
  create(asked: Asked, lie?: Lie): string
  /** Signs in with the passkey it made. */
  get(asked: Asked, lie?: Lie): string
}

/** One that believes to be used at `origin`. */
export function softwareAuthenticator(origin: string): SoftwareAuthenticator {
  const id = randomBytes(24)
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  let handle = ''
  let count = 0
  return {
    create(asked, lie = {}) {
      handle = asked.user?.id ?? ''
      count = lie.count ?? 0
      const clientData = clientDataOf('webauthn.create', asked, lie)
      const length = Buffer.alloc(2)
      length.writeUInt16BE(id.length)
      const data = Buffer.concat([
        authenticatorData(lie.rpId ?? asked.rp?.id ?? '', flagsOf(lie) | HAS_CREDENTIAL, count),
        ...[AAGUID, length, id, coseOf(publicKey)],
      ])
      const attestation = Buffer.concat([
        Buffer.from([0xa3]),
        ...[text('fmt'), text('none'), text('attStmt'), Buffer.from([0xa0]), text('authData'), bytes(data)],
      ])
      const response = {
        clientDataJSON: encoded(clientData),
        attestationObject: encoded(attestation),
        transports: ['usb'],
      }
      return answer(response)
    },
    get(asked, lie = {}) {
      count = lie.count ?? count + 1
      const clientData = clientDataOf('webauthn.get', asked, lie)
      const data = authenticatorData(lie.rpId ?? asked.rpId ?? '', flagsOf(lie), count)
      const signed = Buffer.concat([data, createHash('sha256').update(clientData).digest()])
      const signature = sign(
        'sha256',
        signed,
        createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' })),
      )
      const response = { clientDataJSON: encoded(clientData), authenticatorData: encoded(data) }
      return answer({ ...response, signature: encoded(signature), userHandle: lie.handle ?? handle })
    },
  }

  function clientDataOf(type: string, asked: Asked, lie: Lie): Buffer {
    const challenge = lie.challenge ?? asked.challenge
    return Buffer.from(JSON.stringify({ type, challenge, origin: lie.origin ?? origin, crossOrigin: false }))
  }

  function answer(response: Record<string, unknown>): string {
    const name = encoded(id)
    return JSON.stringify({ id: name, rawId: name, type: 'public-key', clientExtensionResults: {}, response })
  }
}

function flagsOf({ isVerified = true }: Lie): number {
  return isVerified ? USER_PRESENT | USER_VERIFIED : USER_PRESENT
}

function authenticatorData(rpId: string, flags: number, count: number): Buffer {
  const rest = Buffer.alloc(5)
  rest.writeUInt8(flags)
  rest.writeUInt32BE(count, 1)
  return Buffer.concat([createHash('sha256').update(rpId).digest(), rest])
}

/** The public key as COSE (RFC 9053): ES256 over P-256. */
function coseOf(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  const coordinate = (value: string) => bytes(Buffer.from(value, 'base64url'))
  return Buffer.concat([
    Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
    ...[coordinate(x), Buffer.from([0x22]), coordinate(y)],
  ])
}

/** CBOR (RFC 8949), as far as it is needed here. */
function text(value: string): Buffer {
  return Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)])
}
function bytes(value: Buffer): Buffer {
  const head = value.length < 24 ? [0x40 + value.length] : [0x58, value.length]
  return Buffer.concat([Buffer.from(head), value])
}

const encoded = (value: Buffer) => value.toString('base64url')
