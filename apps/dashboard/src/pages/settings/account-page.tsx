import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { client } from '../../api/client.ts'
import { answer } from '../../api/request.ts'
import { Badge } from '../../components/badge.tsx'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { TextField } from '../../components/text-field.tsx'
import { message, named } from '../../messages/message.ts'
import { sessionQuery, useFormat, useSession } from '../../session/session.ts'
import { ApiKeys } from './api-keys.tsx'
import { browserText } from './browser-text.ts'
import { PasswordForm } from './password-form.tsx'
import { sessionsQuery } from './queries.ts'
import { Refusal } from './refusal.tsx'
import { SettingsNav } from './settings-nav.tsx'
import { useChange } from './use-change.ts'

/** The own account: name, password, where one is signed in, and API keys. */
export function AccountPage() {
  const { user, role } = useSession()
  return (
    <div className="stack">
      <SettingsNav />
      <PageHeader
        title={message('account.title')}
        intro={message('account.intro', { email: user.email, role: named('role', role) })}
      />
      <div className="syncs-sides">
        <NameForm />
        <PasswordForm />
      </div>
      <Sessions />
      <ApiKeys />
    </div>
  )
}

function NameForm() {
  const { user } = useSession()
  const queries = useQueryClient()
  const router = useRouter()
  const [name, setName] = useState(user.name)
  const save = useChange({
    change: () => answer(client.api.account.$patch({ json: { name } })),
    said: message('account.saved'),
    shown: ['users'],
    onDone: async () => {
      await queries.refetchQueries({ queryKey: sessionQuery.queryKey })
      await router.invalidate()
    },
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    save.mutate(undefined)
  }
  return (
    <section className="card" aria-labelledby="name-title">
      <form className="form-narrow" onSubmit={submit}>
        <h2 id="name-title">{message('account.name.title')}</h2>
        <TextField
          label={message('account.name')}
          autoComplete="name"
          value={name}
          onChange={setName}
          required
        />
        <Refusal error={save.error} />
        <button type="submit" className="button" disabled={save.isPending || name.trim() === ''}>
          {message('account.name.save')}
        </button>
      </form>
    </section>
  )
}

function Sessions() {
  const asked = useQuery(sessionsQuery)
  const format = useFormat()
  const end = useChange({
    change: (id: string) => answer(client.api.account.sessions[':id'].$delete({ param: { id } })),
    said: message('account.session.ended'),
    shown: ['account', 'sessions'],
  })
  type Session = NonNullable<typeof asked.data>['items'][number]
  const columns: readonly Column<Session>[] = [
    {
      id: 'browser',
      header: message('account.session.browser'),
      rowHeader: true,
      cell: ({ browser }) => browserText(browser),
    },
    {
      id: 'used',
      header: message('account.session.used'),
      cell: ({ lastUsedAt }) => format.moment(lastUsedAt),
    },
    { id: 'ends', header: message('account.session.ends'), cell: ({ expiresAt }) => format.day(expiresAt) },
    {
      id: 'end',
      header: message('account.session.do'),
      cell: ({ id, isThis }) =>
        isThis ? (
          <Badge tone="accent">{message('account.session.this')}</Badge>
        ) : (
          <button type="button" className="button" disabled={end.isPending} onClick={() => end.mutate(id)}>
            {message('account.session.end')}
          </button>
        ),
    },
  ]
  return (
    <section className="stack-close" aria-labelledby="sessions-title">
      <h2 id="sessions-title">{message('account.sessions')}</h2>
      {asked.isPending ? (
        <Loading lines={3} />
      ) : asked.data === undefined ? (
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      ) : (
        <DataTable title={message('account.sessions')} columns={columns} rows={asked.data.items} />
      )}
      <Refusal error={end.error} />
    </section>
  )
}
