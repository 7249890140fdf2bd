import path from 'node:path'

/** Variables that are the server's own: whoever may set up a connection could otherwise have it send them somewhere. */
const ownVariables = /^(RAPPORT_SECRET_KEY|DATABASE_URL|PG|NODE_|PATH$|HOME$|USER$|LD_)/i

/** Where the files of a reference lie. */
export interface OwnFiles {
  /** The folder of the set-up: files are named relative to it. */
  readonly folder: string
  /** The file of the set-up, whatever it is called; null: there is none. */
  readonly configurationFile: string | null
}

/**
 * Why the page may not name a secret by this reference; null where it may. Who sets up connections on the page need not be who has
 * the machine: the file itself may name anything, the page only what is meant for connections.
 */
export function referenceProblem(reference: string, { folder, configurationFile }: OwnFiles): string | null {
  const colon = reference.indexOf(':')
  const [kind, name] = [reference.slice(0, colon), reference.slice(colon + 1)]
  if (kind === 'env') {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return 'is no name of a variable'
    return ownVariables.test(name) ? "names a variable of the server's own" : null
  }
  if (kind === 'file') {
    const file = path.resolve(folder, name)
    const below = path.relative(folder, file)
    const isInside = below !== '' && !path.isAbsolute(below) && !below.split(path.sep).includes('..')
    if (!isInside) return 'must be a file in the folder of rapport.yaml'
    const [first = ''] = below.split(path.sep)
    // Our own: the key, the database. Tokens of sign-ins in a browser are kept beside them.
    const own = first === '.rapport' && /^(secret\.key|postgres)/.test(path.relative('.rapport', below))
    const isSetup = file === configurationFile || /^rapport\.ya?ml$/.test(below)
    return own || isSetup ? "is a file of the server's own" : null
  }
  if (kind === 'stored')
    return /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name) ? null : 'is no name of a secret'
  return 'must be a reference: env:NAME, file:path or stored:NAME'
}
