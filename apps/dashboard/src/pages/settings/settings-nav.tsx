import { SectionNav } from '../../components/section-nav.tsx'
import { message } from '../../messages/message.ts'
import '../syncs/syncs.css'
import './settings.css'

/** The parts of Settings that the role may see. */
export function SettingsNav() {
  return (
    <SectionNav
      label={message('settings.nav')}
      parts={[
        { to: '/settings', label: message('settings.nav.account'), permission: 'numbers:read' },
        { to: '/settings/users', label: message('settings.nav.users'), permission: 'users:read' },
        { to: '/settings/roles', label: message('settings.nav.roles'), permission: 'numbers:read' },
        { to: '/settings/hours', label: message('settings.nav.hours'), permission: 'numbers:read' },
        { to: '/settings/currencies', label: message('settings.nav.currencies'), permission: 'numbers:read' },
        { to: '/settings/policies', label: message('settings.nav.policies'), permission: 'numbers:read' },
        { to: '/settings/general', label: message('settings.nav.general'), permission: 'connections:read' },
      ]}
    />
  )
}
