import { required } from '../options.ts'
import { tokensIn } from './finish.ts'
import { flowCommand } from './flow-command.ts'
import { readRefreshToken } from './settings.ts'
import { given, tokenRequest } from './token-request.ts'

/** A refresh token becomes new tokens (RFC 6749 §6); `--scope` narrows the access token. */
export const performRefresh = flowCommand({
  name: 'refresh',
  options: { 'refresh-token': { type: 'string' } },
  demo: 'confidential',
  async read(args, _client, surroundings) {
    const token = await readRefreshToken(args, surroundings)
    return { refreshToken: required('refresh-token', token ?? undefined), scope: args.option('scope') }
  },
  async perform(flow, { refreshToken, scope }) {
    const form = given({ grant_type: 'refresh_token', refresh_token: refreshToken, scope })
    return tokensIn(
      await flow.send(
        'The refresh token becomes new tokens (RFC 6749 §6)',
        tokenRequest(flow, [...form, ...flow.extra]),
      ),
    )
  },
})
