import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { client } from '../../api/client.ts'
import { answer } from '../../api/request.ts'
import { Badge } from '../../components/badge.tsx'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { SelectFilter } from '../../components/select-filter.tsx'
import { TextField } from '../../components/text-field.tsx'
import { findMessage, message } from '../../messages/message.ts'
import { useFormat, useSession } from '../../session/session.ts'
import { OnceDialog } from './once-dialog.tsx'
import { type ApiKey, apiKeysQuery } from './queries.ts'
import { Refusal } from './refusal.tsx'
import { useChange } from './use-change.ts'

/** The own API keys. A new one is shown once. */
export function ApiKeys() {
  const asked = useQuery(apiKeysQuery)
  const [making, setMaking] = useState(false)
  const columns = useKeyColumns()
  return (
    <section className="stack-close" aria-labelledby="keys-title">
      <div className="row-apart">
        <h2 id="keys-title">{message('keys.title')}</h2>
        <button type="button" className="button" onClick={() => setMaking(true)}>
          {message('keys.make')}
        </button>
      </div>
      {asked.isPending ? (
        <Loading lines={3} />
      ) : asked.data === undefined ? (
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      ) : asked.data.items.length === 0 ? (
        <EmptyState title={message('keys.none.title')} text={message('keys.none.text')} />
      ) : (
        <DataTable title={message('keys.title')} columns={columns} rows={asked.data.items} />
      )}
      {making ? <MakeKey onClose={() => setMaking(false)} /> : null}
    </section>
  )
}

function useKeyColumns(): readonly Column<ApiKey>[] {
  const format = useFormat()
  const revoke = useChange({
    change: (id: number) => answer(client.api['api-keys'][':id'].$delete({ param: { id: String(id) } })),
    said: message('keys.revoked.done'),
    shown: ['account', 'keys'],
  })
  return [
    {
      id: 'name',
      header: message('keys.name'),
      rowHeader: true,
      cell: ({ name, prefix }) => message('keys.name.cell', { name, prefix }),
    },
    {
      id: 'scopes',
      header: message('keys.scopes'),
      cell: ({ scopes }) => scopes.map(permissionName).join(', '),
    },
    {
      id: 'ends',
      header: message('keys.ends'),
      cell: ({ expiresAt }) => (expiresAt === null ? message('keys.never') : format.day(expiresAt)),
    },
    {
      id: 'used',
      header: message('keys.used'),
      wideOnly: true,
      cell: ({ lastUsedAt }) => (lastUsedAt === null ? message('keys.unused') : format.moment(lastUsedAt)),
    },
    {
      id: 'do',
      header: message('account.session.do'),
      cell: ({ id, name, revokedAt }) =>
        revokedAt !== null ? (
          <Badge>{message('keys.revoked')}</Badge>
        ) : (
          <button
            type="button"
            className="button"
            disabled={revoke.isPending}
            onClick={() => revoke.mutate(id)}
          >
            {message('keys.revoke')} <span className="visually-hidden">{name}</span>
          </button>
        ),
    },
  ]
}

/** What a permission is called. */
export const permissionName = (permission: string): string =>
  findMessage(`permission.${permission}`) ?? permission

const ends = ['30', '90', '365', 'never'] as const

function MakeKey({ onClose }: { readonly onClose: () => void }) {
  const { permissions } = useSession()
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<readonly string[]>(['numbers:read'])
  const [days, setDays] = useState<(typeof ends)[number]>('90')
  const make = useChange({
    change: () =>
      answer(
        client.api['api-keys'].$post({
          json: {
            name,
            scopes: permissions.filter((one) => scopes.includes(one)),
            expiresInDays: days === 'never' ? null : Number(days),
          },
        }),
      ),
    said: message('keys.made'),
    shown: ['account', 'keys'],
  })
  const made = make.data
  return (
    <OnceDialog
      title={message('keys.make')}
      label={message('keys.make')}
      busy={make.isPending || name.trim() === '' || scopes.length === 0}
      made={made === undefined ? null : { text: message('keys.once'), secret: made.key }}
      onMake={() => make.mutate(undefined)}
      onClose={onClose}
    >
      <TextField
        label={message('keys.name')}
        hint={message('keys.name.hint')}
        value={name}
        onChange={setName}
        required
      />
      <SelectFilter
        label={message('keys.ends')}
        required
        value={days}
        choices={ends.map((value) => ({
          value,
          label: value === 'never' ? message('keys.never') : message('keys.days', { n: Number(value) }),
        }))}
        onChange={(value) => setDays(value ?? '90')}
      />
      <fieldset className="fieldset-plain">
        <legend className="field-label">{message('keys.scopes')}</legend>
        {permissions.map((permission) => (
          <label key={permission} className="choice">
            <input
              type="checkbox"
              checked={scopes.includes(permission)}
              onChange={({ target }) =>
                setScopes((before) =>
                  target.checked ? [...before, permission] : before.filter((one) => one !== permission),
                )
              }
            />
            {permissionName(permission)}
          </label>
        ))}
      </fieldset>
      <Refusal error={make.error} />
    </OnceDialog>
  )
}
