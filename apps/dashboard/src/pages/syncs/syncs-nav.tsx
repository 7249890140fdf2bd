import { Link } from '@tanstack/react-router'
import { message } from '../../messages/message.ts'
import { useMay } from '../../session/session.ts'
import './syncs.css'

const parts = [
  { to: '/syncs', label: 'syncs.nav.overview', permission: 'runs:read' },
  { to: '/syncs/runs', label: 'syncs.nav.runs', permission: 'runs:read' },
  { to: '/syncs/plans', label: 'syncs.nav.plans', permission: 'plans:read' },
  { to: '/syncs/rejects', label: 'syncs.nav.rejects', permission: 'rejects:read' },
  { to: '/syncs/schedules', label: 'syncs.nav.schedules', permission: 'runs:read' },
  { to: '/syncs/audit', label: 'syncs.nav.audit', permission: 'audit:read' },
] as const

/** The parts of Syncs that the role may see. */
export function SyncsNav() {
  return (
    <nav className="syncs-nav" aria-label={message('syncs.nav')}>
      {parts.map((part) => (
        <Part key={part.to} {...part} />
      ))}
    </nav>
  )
}

function Part({ to, label, permission }: (typeof parts)[number]) {
  const may = useMay(permission)
  if (!may) return null
  return (
    <Link to={to} activeOptions={{ exact: to === '/syncs', includeSearch: false }} className="syncs-nav-part">
      {message(label)}
    </Link>
  )
}
