import { Link } from '@tanstack/react-router'
import { policyFamily } from './policy-family.ts'

/** A policy by its name; where its definition and parameters stand in the settings, the way there. */
export function PolicyLink({ policy }: { readonly policy: string }) {
  const family = policyFamily(policy)
  if (family === null) return <code>{policy}</code>
  return (
    <Link to="/settings/policies" hash={`policy-${family}`}>
      <code>{policy}</code>
    </Link>
  )
}
