import { useQuery } from '@tanstack/react-query'
import { client } from '../../api/client.ts'
import { answer } from '../../api/request.ts'
import { DataTable } from '../../components/data-table.tsx'
import { message, named } from '../../messages/message.ts'
import { useFormat, useMay } from '../../session/session.ts'
import { invitationsQuery } from './queries.ts'
import { Refusal } from './refusal.tsx'
import { useChange } from './use-change.ts'

/** Invitations that can still be taken up; nothing where there are none. */
export function Invitations() {
  const asked = useQuery(invitationsQuery)
  const format = useFormat()
  const mayWrite = useMay('users:write')
  const revoke = useChange({
    change: (id: number) => answer(client.api.invitations[':id'].$delete({ param: { id: String(id) } })),
    said: message('invitations.revoked'),
    shown: ['invitations'],
  })
  if (asked.data === undefined || asked.data.items.length === 0) return null
  return (
    <section className="stack-close" aria-labelledby="invitations-title">
      <h2 id="invitations-title">{message('invitations.title')}</h2>
      <DataTable
        title={message('invitations.title')}
        rows={asked.data.items}
        columns={[
          {
            id: 'email',
            header: message('users.email'),
            rowHeader: true,
            cell: ({ email }) => email ?? message('invitations.first'),
          },
          { id: 'role', header: message('users.role'), cell: ({ role }) => named('role', role) },
          { id: 'by', header: message('invitations.by'), cell: ({ invitedBy }) => invitedBy },
          {
            id: 'until',
            header: message('invitations.until'),
            cell: ({ expiresAt }) => format.moment(expiresAt),
          },
          {
            id: 'do',
            header: message('account.session.do'),
            cell: ({ id }) =>
              mayWrite ? (
                <button type="button" className="button" onClick={() => revoke.mutate(id)}>
                  {message('invitations.revoke')}
                </button>
              ) : null,
          },
        ]}
      />
      <Refusal error={revoke.error} />
    </section>
  )
}
