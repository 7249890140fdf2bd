import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { client } from '../../api/client.ts'
import { jsonLines } from '../../api/json-lines.ts'
import { ApiError } from '../../api/problem.ts'
import { answer } from '../../api/request.ts'
import { problemText } from '../../components/error-state.tsx'
import { TextField } from '../../components/text-field.tsx'
import { message } from '../../messages/message.ts'
import { Refusal } from '../settings/refusal.tsx'
import { problemAt, useChange } from '../settings/use-change.ts'
import { type CheckLine, CheckLines, decisive } from './check-lines.tsx'
import { Connected } from './connected.tsx'
import {
  changed,
  draftOf,
  type ConnectForm as Form,
  lacksConsent,
  startForm,
  withConsent,
  wrongSettings,
} from './draft.ts'
import type { Connector, Setup } from './queries.ts'
import { SettingFields } from './setting-fields.tsx'
import { SignInFields } from './sign-in-fields.tsx'

interface Checked {
  readonly lines: readonly CheckLine[]
  readonly state: 'running' | 'over'
  readonly error: unknown
  /** What was checked: what is typed afterwards was not. */
  readonly form: Form
}

/** Asks for what a system needs, checks it line by line, and writes it into rapport.yaml. */
export function ConnectForm({ connector, setup }: { readonly connector: Connector; readonly setup: Setup }) {
  const queries = useQueryClient()
  const [form, setForm] = useState<Form>(() => startForm(connector, setup.taken))
  const [checked, setChecked] = useState<Checked | null>(null)
  const set = (change: Partial<Form>): void => setForm((before) => changed(connector, before, change))
  const wrong = wrongSettings(connector, form)
  const save = useChange({
    change: () =>
      answer(
        client.api.setup.connections.$post({
          json: { ...draftOf(connector, form), version: setup.version ?? '' },
        }),
      ),
    said: message('connect.saved', { name: form.name }),
    shown: ['connections'],
  })
  const check = async (): Promise<void> => {
    const begun: Checked = { lines: [], state: 'running', error: null, form }
    setChecked(begun)
    try {
      const asked = await fetch('/api/setup/check', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(draftOf(connector, form)),
      })
      const lines: CheckLine[] = []
      for await (const line of jsonLines<CheckLine>(asked)) {
        lines.push(line)
        setChecked({ ...begun, lines: [...lines] })
      }
      setChecked({ ...begun, lines, state: 'over' })
    } catch (error) {
      setChecked({ ...begun, state: 'over', error })
    }
  }
  if (save.data !== undefined) return <Connected name={save.data.name} />
  const error = checked?.error ?? save.error
  const isChecked = checked !== null && checked.state === 'over' && checked.form === form
  const works = isChecked && checked.error === null && !checked.lines.some(decisive)
  return (
    <div className="connect-fields">
      <TextField
        label={message('connect.name')}
        hint={message('connect.name.hint')}
        value={form.name}
        problem={
          setup.taken.includes(form.name.trim()) ? message('connect.name.taken') : problemAt(error, 'name')
        }
        onChange={(name) => set({ name })}
        required
      />
      <SignInFields
        connector={connector}
        form={form}
        stored={setup.secrets.map(({ name }) => name)}
        redirectUri={setup.redirectUri}
        problemOf={(key) => problemAt(error, `auth.${key}`)}
        onChange={set}
        onConsent={(given) => setForm((before) => withConsent(connector, before, given))}
      />
      <SettingFields
        connector={connector.id}
        settings={connector.settings}
        given={form.settings}
        problemOf={(name) =>
          wrong.includes(name) ? message('connect.setting.noJson') : problemAt(error, `settings.${name}`)
        }
        onChange={(name, text) => set({ settings: { ...form.settings, [name]: text } })}
      />
      {checked === null ? null : <CheckLines lines={checked.lines} running={checked.state === 'running'} />}
      {checked?.error == null ? null : (
        <p className="notice notice-bad" role="alert">
          {checked.error instanceof ApiError ? problemText(checked.error) : message('connect.check.broken')}
        </p>
      )}
      <Refusal error={save.error} />
      <div className="row">
        <button
          type="button"
          className={works ? 'button' : 'button button-main'}
          disabled={checked?.state === 'running' || wrong.length > 0 || lacksConsent(connector, form)}
          onClick={() => void check()}
        >
          {message('connect.check')}
        </button>
        <button
          type="button"
          className={works ? 'button button-main' : 'button'}
          disabled={!works || save.isPending}
          onClick={() => {
            save.mutate(undefined)
            void queries.invalidateQueries({ queryKey: ['setup'] })
          }}
        >
          {message('connect.save')}
        </button>
        {works ? null : (
          <span className="small soft">
            {message(lacksConsent(connector, form) ? 'connect.check.after' : 'connect.save.after')}
          </span>
        )}
      </div>
    </div>
  )
}
