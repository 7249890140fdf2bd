import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { client } from '../../api/client.ts'
import { answer } from '../../api/request.ts'
import { DataTable } from '../../components/data-table.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { TextField } from '../../components/text-field.tsx'
import { message } from '../../messages/message.ts'
import { useMay } from '../../session/session.ts'
import { channelsQuery, type General, generalQuery } from './queries.ts'
import { Refusal } from './refusal.tsx'
import { SettingsNav } from './settings-nav.tsx'
import { problemAt, useChange } from './use-change.ts'

/** What holds for the whole workspace, and where alerts go. */
export function GeneralPage() {
  const asked = useQuery(generalQuery)
  return (
    <div className="stack">
      <SettingsNav />
      <PageHeader title={message('general.title')} intro={message('general.intro')} />
      {asked.isPending ? (
        <Loading lines={6} />
      ) : asked.data === undefined ? (
        <ErrorState error={asked.error} retry={() => void asked.refetch()} />
      ) : (
        <>
          <Facts general={asked.data} />
          <PublicUrl key={asked.data.version} general={asked.data} />
        </>
      )}
      {useMay('runs:read') ? <Channels /> : null}
    </div>
  )
}

/** What is changed in the file alone: everything that is stored hangs on it. */
function Facts({ general }: { readonly general: General }) {
  const lines = [
    ['general.workspace', general.workspace, `workspace: ${general.workspace}`],
    ['general.timezone', general.timezone, `timezone: ${general.timezone}`],
    ['general.currency', general.currency, `currency: ${general.currency}`],
    [
      'general.customer',
      message(general.customer === 'contact' ? 'general.customer.contact' : 'general.customer.company'),
      `customer: ${general.customer}`,
    ],
    ['general.accounts', general.accounts, `accounts: ${general.accounts}`],
    [
      'general.private',
      general.allowPrivateAddresses.join(', ') || message('general.private.none'),
      `allowPrivateAddresses: [${general.allowPrivateAddresses.join(', ')}]`,
    ],
  ] as const
  return (
    <section className="card stack-close" aria-labelledby="facts-title">
      <h2 id="facts-title">{message('general.facts')}</h2>
      <p className="soft reading">{message('general.facts.text')}</p>
      <dl className="facts">
        {lines.map(([label, value, line]) => (
          <div key={label} className="change">
            <dt>{message(label)}</dt>
            <dd>
              {value} <code className="line-to-write soft">{line}</code>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function PublicUrl({ general }: { readonly general: General }) {
  const mayWrite = useMay('policies:write') && general.version !== null
  const [url, setUrl] = useState(general.publicUrl ?? '')
  const save = useChange({
    change: () =>
      answer(
        client.api.settings.general.$patch({
          json: { publicUrl: url.trim() === '' ? null : url.trim(), version: general.version ?? '' },
        }),
      ),
    said: message('general.saved'),
    shown: ['settings'],
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    save.mutate(undefined)
  }
  return (
    <section className="card" aria-labelledby="url-title">
      <form className="form-narrow" onSubmit={submit}>
        <h2 id="url-title">{message('general.publicUrl')}</h2>
        {mayWrite ? (
          <>
            <TextField
              label={message('general.publicUrl')}
              hint={message('general.publicUrl.hint')}
              type="url"
              value={url}
              problem={problemAt(save.error, 'publicUrl')}
              onChange={setUrl}
            />
            <Refusal error={save.error} />
            <button type="submit" className="button" disabled={save.isPending}>
              {message('settings.save')}
            </button>
          </>
        ) : (
          <p>{general.publicUrl ?? message('general.publicUrl.none')}</p>
        )}
      </form>
    </section>
  )
}

function Channels() {
  const asked = useQuery(channelsQuery)
  return (
    <section className="stack-close" aria-labelledby="channels-title">
      <h2 id="channels-title">{message('channels.title')}</h2>
      <p className="soft reading">{message('channels.text')}</p>
      {asked.data === undefined ? (
        <Loading lines={2} />
      ) : asked.data.items.length === 0 ? (
        <p>{message('channels.none')}</p>
      ) : (
        <DataTable
          title={message('channels.title')}
          rows={asked.data.items.map((item) => ({ ...item, id: item.name }))}
          columns={[
            { id: 'name', header: message('channels.name'), rowHeader: true, cell: ({ name }) => name },
            {
              id: 'kind',
              header: message('channels.kind'),
              cell: ({ kind }) => message(`channels.kind.${kind}`),
            },
            { id: 'to', header: message('channels.to'), cell: ({ to }) => to },
          ]}
        />
      )}
    </section>
  )
}
