import { checkPersonChanges, type EmailAddress, type FieldFault, parseEmail } from '../directory/index.ts'
import { type PasswordFault, passwordFault } from './password.ts'

/** What the form holds, as typed. */
export type SignUpValues = { firstName: string; name: string; email: string; countryCode: string }

/** What is wrong with each field; a field without an entry is right. */
export type SignUpFaults = {
  firstName?: 'too_long'
  name?: 'missing' | 'too_long'
  email?: 'missing' | 'invalid' | 'taken'
  password?: PasswordFault
  countryCode?: 'unknown'
}

type CheckedSignUp =
  | {
      ok: true
      details: { firstName: string | null; name: string; countryCode: string | null }
      email: EmailAddress
    }
  | { ok: false; faults: SignUpFaults }

/** Checks a registration form, all but whether the address is taken. */
export function checkSignUp(values: SignUpValues, password: string): CheckedSignUp {
  const faults: SignUpFaults = {}
  const { firstName, name, countryCode } = values
  const checked = checkPersonChanges({ firstName, name, countryCode })
  if (!checked.ok) {
    if (checked.faults.name) faults.name = nameFaultOf(checked.faults.name)
    if (checked.faults.firstName) faults.firstName = 'too_long'
    if (checked.faults.countryCode) faults.countryCode = 'unknown'
  }
  const email = parseEmail(values.email)
  if (email === null) faults.email = values.email === '' ? 'missing' : 'invalid'
  const fault = passwordFault(password, email?.key ?? values.email)
  if (fault) faults.password = fault
  if (!checked.ok || email === null || fault) return { ok: false, faults }
  const { value } = checked
  return {
    ok: true,
    details: {
      firstName: value.firstName ?? null,
      name: value.name ?? name,
      countryCode: value.countryCode ?? null,
    },
    email,
  }
}

function nameFaultOf(fault: FieldFault): 'missing' | 'too_long' {
  return fault === 'too_long' ? 'too_long' : 'missing'
}
