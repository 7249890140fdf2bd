import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { client } from '../../api/client.ts'
import { answer } from '../../api/request.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { message, named } from '../../messages/message.ts'
import { useFormat, useMay, useSession } from '../../session/session.ts'
import { Invitations } from './invitations.tsx'
import { PasswordResetDialog } from './password-reset-dialog.tsx'
import { InviteDialog, RoleDialog } from './place-dialogs.tsx'
import { type Member, usersQuery } from './queries.ts'
import { Refusal } from './refusal.tsx'
import { SettingsNav } from './settings-nav.tsx'
import { useChange } from './use-change.ts'

/** Who belongs to the workspace, and what each may do. */
export function UsersPage() {
  const asked = useQuery(usersQuery)
  const mayWrite = useMay('users:write')
  const [inviting, setInviting] = useState(false)
  return (
    <div className="stack">
      <SettingsNav />
      <PageHeader title={message('users.title')} intro={message('users.intro')}>
        {mayWrite ? (
          <button type="button" className="button button-main" onClick={() => setInviting(true)}>
            {message('users.invite')}
          </button>
        ) : null}
      </PageHeader>
      {asked.isPending ? (
        <Loading lines={6} />
      ) : asked.data === undefined ? (
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      ) : (
        <Members members={asked.data.items} />
      )}
      <Invitations />
      {inviting ? <InviteDialog onClose={() => setInviting(false)} /> : null}
    </div>
  )
}

type Doing = { readonly what: 'role' | 'reset' | 'remove'; readonly member: Member } | null

function Members({ members }: { readonly members: readonly Member[] }) {
  const format = useFormat()
  const mayWrite = useMay('users:write')
  const { role: own, user } = useSession()
  const [doing, setDoing] = useState<Doing>(null)
  const signOut = useChange({
    change: (id: string) => answer(client.api.users[':id']['sign-out'].$post({ param: { id } })),
    said: message('users.signedOut'),
    shown: ['users'],
  })
  const remove = useChange({
    change: (id: string) => answer(client.api.users[':id'].$delete({ param: { id } })),
    said: message('users.removed'),
    shown: ['users'],
    onDone: () => setDoing(null),
  })
  const owners = members.filter(({ role }) => role === 'owner')
  // A workspace must keep one.
  const isLast = ({ role }: Member): boolean => role === 'owner' && owners.length === 1
  const columns: readonly Column<Member>[] = [
    { id: 'name', header: message('users.name'), rowHeader: true, cell: ({ name }) => name },
    { id: 'email', header: message('users.email'), longWords: true, cell: ({ email }) => email },
    {
      id: 'role',
      header: message('users.role'),
      cell: ({ role, agents }) =>
        agents === null
          ? named('role', role)
          : message('users.role.agents', { role: named('role', role), agents: agents.join(', ') }),
    },
    { id: 'since', header: message('users.since'), wideOnly: true, cell: ({ since }) => format.day(since) },
    ...(mayWrite
      ? [
          {
            id: 'do',
            header: message('account.session.do'),
            cell: (member: Member) =>
              // Owners are an owner's business.
              member.role === 'owner' && own !== 'owner' ? null : (
                <div className="row">
                  {isLast(member) ? (
                    <span className="small soft">{message('users.lastOwner')}</span>
                  ) : (
                    <button
                      type="button"
                      className="button"
                      onClick={() => setDoing({ what: 'role', member })}
                    >
                      {message('users.changeRole')} <span className="visually-hidden">{member.name}</span>
                    </button>
                  )}
                  {member.email === user.email ? null : (
                    <button
                      type="button"
                      className="button"
                      onClick={() => setDoing({ what: 'reset', member })}
                    >
                      {message('users.reset')} <span className="visually-hidden">{member.name}</span>
                    </button>
                  )}
                  <button type="button" className="button" onClick={() => signOut.mutate(member.id)}>
                    {message('users.signOut')} <span className="visually-hidden">{member.name}</span>
                  </button>
                  {isLast(member) ? null : (
                    <button
                      type="button"
                      className="button button-danger"
                      onClick={() => setDoing({ what: 'remove', member })}
                    >
                      {message('users.remove')} <span className="visually-hidden">{member.name}</span>
                    </button>
                  )}
                </div>
              ),
          },
        ]
      : []),
  ]
  return (
    <>
      <DataTable title={message('users.table')} columns={columns} rows={members} />
      <Refusal error={signOut.error} />
      {doing?.what === 'role' ? <RoleDialog member={doing.member} onClose={() => setDoing(null)} /> : null}
      {doing?.what === 'reset' ? (
        <PasswordResetDialog member={doing.member} onClose={() => setDoing(null)} />
      ) : null}
      {doing?.what === 'remove' ? (
        <ConfirmDialog
          open
          dangerous
          title={message('users.remove.title', { name: doing.member.name })}
          confirm={message('users.remove')}
          busy={remove.isPending}
          onConfirm={() => remove.mutate(doing.member.id)}
          onClose={() => setDoing(null)}
        >
          <p>{message('users.remove.text')}</p>
          <Refusal error={remove.error} />
        </ConfirmDialog>
      ) : null}
    </>
  )
}
