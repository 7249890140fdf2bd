import { SectionNav } from '../../components/section-nav.tsx'
import { message } from '../../messages/message.ts'
import './syncs.css'

/** The parts of Syncs that the role may see. */
export function SyncsNav() {
  return (
    <SectionNav
      label={message('syncs.nav')}
      parts={[
        { to: '/syncs', label: message('syncs.nav.overview'), permission: 'runs:read' },
        { to: '/syncs/runs', label: message('syncs.nav.runs'), permission: 'runs:read' },
        { to: '/syncs/plans', label: message('syncs.nav.plans'), permission: 'plans:read' },
        { to: '/syncs/holds', label: message('syncs.nav.holds'), permission: 'plans:read' },
        { to: '/syncs/rejects', label: message('syncs.nav.rejects'), permission: 'rejects:read' },
        { to: '/syncs/schedules', label: message('syncs.nav.schedules'), permission: 'runs:read' },
        { to: '/syncs/audit', label: message('syncs.nav.audit'), permission: 'audit:read' },
      ]}
    />
  )
}
