import type { Refusal } from './token-request.ts'

/**
 * What is to be done where no administrator approved a user for the app; undefined for another refusal. Salesforce words it in
 * two ways, by the policy of the app: "hasn't approved" where users approve it themselves, "not admin approved" else.
 */
export function adviceToApprove({ code, description }: Refusal, user: string): string | undefined {
  const isRefused =
    code === 'invalid_app_access' || /hasn't approved|not (admin )?approved/i.test(description)
  if (!isRefused) return undefined
  return `Pre-authorise ${user}: in External Client App Manager, edit the policies of the app, let "Admin approved users are pre-authorized" use it, and select a profile or a permission set of that user.`
}
