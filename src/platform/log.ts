import { type DestinationStream, type LevelWithSilent, type Logger, pino, stdTimeFunctions } from 'pino'

export type { Logger }

/** Fields that are never printed, wherever they stand in what is logged. */
const SECRET_FIELDS = [
  'authorization',
  'cookie',
  '["set-cookie"]',
  'password',
  'secret',
  'client_secret',
  'clientSecret',
  'secretKey',
  'token',
  'access_token',
  'accessToken',
  'refresh_token',
  'refreshToken',
  'id_token',
  'idToken',
  'code',
  'code_verifier',
  'device_code',
  'user_code',
  'state',
  'email',
  'recipient',
]
/** How deep a secret field may be nested and is still found. */
const PREFIXES = ['', '*.', '*.*.', '*.*.*.']

/**
 * The log: one JSON object a line, on standard output if no other destination is given, with instants in ISO 8601.
 * Secrets and addresses are replaced by `[secret]`; errors are reduced to type, code, message and stack, as a database's
 * error also carries the row it refused.
 */
export function createLog(options: { level: LevelWithSilent; destination?: DestinationStream }): Logger {
  const settings = {
    level: options.level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError },
    redact: { paths: secretPaths(), censor: '[secret]' },
  }
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination)
}

function secretPaths(): string[] {
  return PREFIXES.flatMap(prefix =>
    SECRET_FIELDS.map(field =>
      field.startsWith('[') ? `${prefix.slice(0, -1)}${field}` : `${prefix}${field}`,
    ),
  )
}

type DescribedError = {
  type: string
  errorCode?: string
  message: string
  stack?: string
  cause?: DescribedError
}

const CAUSES_MAX = 5

/** `errorCode` and not `code`: that name is an authorization code's. */
function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) }
  return {
    type: error.name,
    ...('code' in error && typeof error.code === 'string' && { errorCode: error.code }),
    message: error.message,
    ...(error.stack !== undefined && { stack: error.stack }),
    ...(error.cause !== undefined && depth < CAUSES_MAX && { cause: describeError(error.cause, depth + 1) }),
  }
}
