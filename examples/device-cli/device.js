// A program without a browser that works with the data of an organization.
import { renderUnicodeCompact } from 'uqr'
import { askForAccess, read, waitForTokens } from './hub.js'

try {
  // 1. Ask. `Org.` lets the person choose the organization.
  const device = await askForAccess('Org.directory.organization.r')

  // 2. Show the code, and a picture that spares typing it.
  console.log(`
Open  ${device.verification_uri}
and type  ${device.user_code}

Or point your phone at this:

${renderUnicodeCompact(device.verification_uri_complete)}

Waiting …`)

  // 3. Wait. A real device would keep the refresh token for the next time.
  const tokens = await waitForTokens(device)

  // 4. Work.
  const organization = await read(tokens.access_token, 'organization')
  console.log(`
Connected to ${organization.name} (${tokens.bearer.type}/${tokens.bearer.id})
May use      ${tokens.scope}
It is        ${organization.kinds.join(', ')} in ${organization.country_code}`)
} catch (error) {
  console.error(`\n${error.message}`)
  process.exitCode = 1
}
