import { Link } from '@tanstack/react-router'
import { message } from '../../messages/message.ts'
import { useMay } from '../../session/session.ts'
import '../syncs/syncs.css'
import './settings.css'

const parts = [
  { to: '/settings', label: 'settings.nav.account', permission: 'numbers:read' },
  { to: '/settings/users', label: 'settings.nav.users', permission: 'users:read' },
  { to: '/settings/roles', label: 'settings.nav.roles', permission: 'numbers:read' },
  { to: '/settings/hours', label: 'settings.nav.hours', permission: 'numbers:read' },
  { to: '/settings/currencies', label: 'settings.nav.currencies', permission: 'numbers:read' },
  { to: '/settings/policies', label: 'settings.nav.policies', permission: 'numbers:read' },
  { to: '/settings/general', label: 'settings.nav.general', permission: 'connections:read' },
] as const

/** The parts of Settings that the role may see. */
export function SettingsNav() {
  return (
    <nav className="syncs-nav" aria-label={message('settings.nav')}>
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
    <Link to={to} activeOptions={{ exact: true, includeSearch: false }} className="syncs-nav-part">
      {message(label)}
    </Link>
  )
}
