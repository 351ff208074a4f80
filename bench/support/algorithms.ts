import { SIGNING_ALGORITHMS, type SigningAlgorithm } from '../../src/modules/oauth/keys/jwt.ts'

/** The algorithm of this name. Throws for another word. */
export function algorithmNamed(name: string | undefined): SigningAlgorithm {
  const algorithm = SIGNING_ALGORITHMS.find(known => known === name)
  if (!algorithm) throw new Error(`${name} is no algorithm, but: ${SIGNING_ALGORITHMS.join(', ')}`)
  return algorithm
}
