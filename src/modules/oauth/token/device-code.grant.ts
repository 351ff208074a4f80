import { sha256Hex } from '../../../platform/crypto/digest.ts'
import type { Db, Tx } from '../../../platform/database/database.ts'
import { createRequestLimit, type RequestLimit } from '../../../platform/http/rate-limit.ts'
import type { Client, ScopeNames } from '../../apps/index.ts'
import { countedAs } from '../client/authenticate-client.ts'
import {
  findApprovedDevice,
  findPolledDevice,
  redeemDevice,
} from '../device/device-authorization.repository.ts'
import { pollOutcome } from '../device/device-authorization.ts'
import { createPollPace } from '../device/poll-pace.ts'
import { about, MISSING_PARAMETER, NOT_FOUND, type Refusal, refuse } from '../protocol/oauth-error.ts'
import type { Grant, Redemption } from './grant.ts'
import { issue } from './issuer.ts'
import { newRefreshToken } from './refresh-token.ts'
import { lostRight, rolesNow } from './rights.ts'

/** A device may poll this often, whatever its interval says (C-22); one that starts late or retries may catch up. */
const POLLS_PER_SECOND = 3
const POLLS_AT_ONCE = 100

/**
 * The device polls (RFC 8628 §3.4, §3.5; spec oauth.md §7.3). Its state decides before its speed: what was approved is
 * answered with tokens however fast the device polls. Until somebody decided, a poll is one read.
 */
export function deviceCodeGrant({
  db,
  names,
  requestLimit,
}: {
  db: Db
  names: ScopeNames
  requestLimit: RequestLimit
}): Grant {
  const pace = createPollPace()
  const pollLimit = createRequestLimit({ perSecond: POLLS_PER_SECOND, burst: POLLS_AT_ONCE })
  return {
    type: 'urn:ietf:params:oauth:grant-type:device_code',
    allowsMissingClient: false,
    countsItself: true,
    parameters: ['device_code'],
    async open({ parameters, client, addressBlock }, now) {
      const deviceCode = parameters.get('device_code')
      if (client === null) return refuse('invalid_request', MISSING_PARAMETER)
      // Many devices share an address: each is counted by its code, and only a code that is none by its place.
      const countByPlace = () => requestLimit(countedAs(client, addressBlock), now)
      if (deviceCode === undefined) {
        countByPlace()
        return refuse('invalid_request', MISSING_PARAMETER)
      }
      const deviceCodeHash = sha256Hex(deviceCode)
      pollLimit(deviceCodeHash, now)
      const device = await findPolledDevice(db, deviceCodeHash)
      if (device?.clientId !== client.id) countByPlace()
      const outcome = pollOutcome(device, client, now)
      if (typeof outcome !== 'string') return outcome
      if (outcome === 'approved') return (tx, now) => redeem(tx, { deviceCodeHash, client }, now)
      return pace(deviceCodeHash, now) === 'fast'
        ? refuse('slow_down', 'Poll less often: add five seconds to the interval.')
        : refuse('authorization_pending', 'The person has not decided yet.')
    },
  }

  async function redeem(
    tx: Tx,
    { deviceCodeHash, client }: { deviceCodeHash: string; client: Client },
    now: number,
  ): Promise<Redemption | Refusal> {
    const found = await findApprovedDevice(tx, deviceCodeHash)
    if (!found) return refuse('invalid_grant', NOT_FOUND, 'device code redeemed')
    const { family } = found
    const lost = lostRight(family, names)
    if (lost) return about(refuse('invalid_grant', lost), family)
    if (!(await redeemDevice(tx, found.id))) return refuse('invalid_grant', NOT_FOUND, 'device code redeemed')
    const tokens = {
      family,
      scopes: family.scopes,
      roles: rolesNow(family),
      refreshToken: newRefreshToken(now),
    }
    return { authorization: await issue(tx, tokens, now), client }
  }
}
