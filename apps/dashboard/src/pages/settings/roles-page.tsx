import { useQuery } from '@tanstack/react-query'
import { ErrorState } from '../../components/error-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { ScrollRegion } from '../../components/scroll-region.tsx'
import { message, named } from '../../messages/message.ts'
import { permissionName } from './api-keys.tsx'
import { rolesQuery } from './queries.ts'
import { SettingsNav } from './settings-nav.tsx'

/** What each role may do: the table by which the server decides. */
export function RolesPage() {
  const asked = useQuery(rolesQuery)
  return (
    <div className="stack">
      <SettingsNav />
      <PageHeader title={message('roles.title')} intro={message('roles.intro')} />
      {asked.isPending ? (
        <Loading lines={10} />
      ) : asked.data === undefined ? (
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      ) : (
        <RolesTable roles={asked.data.items} />
      )}
    </div>
  )
}

function RolesTable({
  roles,
}: {
  readonly roles: readonly { readonly role: string; readonly permissions: readonly string[] }[]
}) {
  const all = [...new Set(roles.flatMap(({ permissions }) => permissions))]
  return (
    <ScrollRegion title={message('roles.title')}>
      <table className="table">
        <caption className="visually-hidden">{message('roles.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{message('roles.permission')}</th>
            {roles.map(({ role }) => (
              <th key={role} scope="col">
                {named('role', role)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {all.map((permission) => (
            <tr key={permission}>
              <th scope="row">{permissionName(permission)}</th>
              {roles.map(({ role, permissions }) => (
                <td key={role}>{message(permissions.includes(permission) ? 'roles.yes' : 'roles.no')}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}
