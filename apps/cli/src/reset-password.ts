import { addressProblem, createPasswordReset, passwordResetHours, passwordResetLink } from '@rapport/server'
import { CommandError, UsageError } from './command-error.ts'
import { withWorkspace } from './open-workspace.ts'
import { type GlobalOptions, printResult } from './output.ts'
import { userName } from './user-name.ts'

export interface ResetPasswordOptions extends GlobalOptions {
  readonly publicUrl?: string
}

/** Prints a link by which a person sets a new password. Who has the machine needs no right in any workspace. */
export async function resetPassword(options: ResetPasswordOptions, email: string): Promise<void> {
  const { publicUrl } = options
  const problem = addressProblem({ host: 'localhost', publicUrl, allowedHosts: [] })
  if (problem !== null) throw new UsageError(problem)
  await withWorkspace(options, async ({ config, store: { db, workspace } }) => {
    const user = await db
      .selectFrom('rapport.user')
      .select('id')
      .where('email', '=', email.toLowerCase())
      .executeTakeFirst()
    if (user === undefined)
      throw new CommandError(
        `nobody has an account with the e-mail address ${email}: Settings → Users shows who belongs to the workspace`,
      )
    const by = { userId: null, actor: `cli:${userName()}` }
    const { token, expiresAt } = await db
      .transaction()
      .execute((transaction) =>
        createPasswordReset(transaction, { workspace, userId: user.id, by, now: new Date() }),
      )
    const origin = new URL(publicUrl ?? config.publicUrl ?? 'http://127.0.0.1:8787').origin
    const link = passwordResetLink(origin, token)
    printResult(options, { email, link, expiresAt }, () => [
      link,
      `It works once, for ${passwordResetHours} hours. All sessions of ${email} end with it, and API keys are revoked.`,
    ])
  })
}
