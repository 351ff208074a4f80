import { type Cluster, findPostgres, startPostgres } from '../../test/support/postgres.ts'
import { cleanUpLater } from './clean-up.ts'
import { remark } from './report.ts'

/** A throw-away server that syncs every commit and cleans up as a real one does; null, and a remark, where there is none. */
export async function startDurablePostgres(): Promise<Cluster | null> {
  const binaries = findPostgres()
  if (binaries === null) {
    remark('skipped on PostgreSQL, which is not installed here (npm test installs it on Debian as root)')
    return null
  }
  const { url, stop } = await startPostgres(binaries, { isDurable: true })
  return { url, stop: cleanUpLater(stop) }
}

/** The URL of another database of the cluster, made now. */
export async function newDatabase({ url }: Cluster, name: string): Promise<string> {
  const { Client } = await import('pg')
  const client = new Client(url)
  await client.connect()
  try {
    await client.query(`create database ${name}`)
  } finally {
    await client.end()
  }
  return url.replace(/\/postgres$/, `/${name}`)
}
