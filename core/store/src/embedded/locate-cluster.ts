import { createHash } from 'node:crypto'
import path from 'node:path'
import { findBinaries, type PostgresBinaries } from './binaries.ts'
import { isReachableByAll, type OperatingUser, postgresUser } from './operating-user.ts'

/** Where an embedded cluster lives and whom it runs as. */
export interface Cluster {
  /** The folder that belongs to this cluster: data, password, log, and who uses it. */
  readonly home: string
  readonly data: string
  /** What the server says of itself. */
  readonly log: string
  readonly binaries: PostgresBinaries
  readonly user: OperatingUser | null
}

/** Used only where Rapport runs as root in a folder that no other user may enter. */
const rootFallback = '/var/lib/rapport'

/** Says where the cluster of a folder lives. */
export async function locateCluster(folder: string): Promise<Cluster> {
  const user = await postgresUser()
  const wanted = path.resolve(folder)
  const here = await findBinaries(null)
  if (user === null) return { ...within(wanted), binaries: here, user }
  const reachable = (await isReachableByAll(here.root)) && (await isReachableByAll(path.dirname(wanted)))
  if (reachable) return { ...within(wanted), binaries: here, user }
  const key = createHash('sha256').update(wanted).digest('hex').slice(0, 12)
  const home = path.join(rootFallback, key)
  const binaries = await findBinaries(path.join(rootFallback, 'postgres-18.4.0-beta.17'))
  return { ...within(home), binaries, user }
}

function within(home: string): Pick<Cluster, 'home' | 'data' | 'log'> {
  return { home, data: path.join(home, 'data'), log: path.join(home, 'postgres.log') }
}
