import { type FormEvent, useState } from 'react'
import { client } from '../../api/client.ts'
import { answer } from '../../api/request.ts'
import { SelectFilter } from '../../components/select-filter.tsx'
import { TextField } from '../../components/text-field.tsx'
import { findMessage, message } from '../../messages/message.ts'
import { useMay } from '../../session/session.ts'
import type { Parameter, Policy } from './queries.ts'
import { Refusal } from './refusal.tsx'
import { problemAt, useChange } from './use-change.ts'

/** The parameters of a policy, to be changed by who may. */
export function PolicyForm({
  policy,
  version,
}: {
  readonly policy: Policy
  readonly version: string | null
}) {
  const mayWrite = useMay('policies:write') && version !== null
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({})
  const changed = policy.parameters.filter(
    ({ path, value }) => texts[path] !== undefined && texts[path] !== String(value),
  )
  const save = useChange({
    change: () =>
      answer(
        client.api.settings.policies.$patch({
          json: {
            values: Object.fromEntries(
              changed.map((parameter) => [parameter.path, givenAs(parameter, texts[parameter.path] ?? '')]),
            ),
            version: version ?? '',
          },
        }),
      ),
    said: message('policies.saved'),
    shown: ['settings'],
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (changed.length > 0) save.mutate(undefined)
  }
  return (
    <details>
      <summary>
        {message('policies.parameters', { n: policy.parameters.length })}{' '}
        <span className="visually-hidden">{message(`policy.${policy.family}`)}</span>
      </summary>
      <form className="parameters" onSubmit={submit}>
        {policy.parameters.map((parameter) => (
          <ParameterField
            key={parameter.path}
            parameter={parameter}
            readOnly={!mayWrite}
            text={texts[parameter.path] ?? String(parameter.value)}
            problem={problemAt(save.error, parameter.path)}
            onChange={(text) => setTexts((before) => ({ ...before, [parameter.path]: text }))}
          />
        ))}
        {mayWrite && policy.parameters.some(({ input }) => input !== 'file') ? (
          <>
            {changed.length === 0 ? null : <p className="notice">{message('policies.warning')}</p>}
            <Refusal error={save.error} />
            <div className="row">
              <button
                type="submit"
                className="button button-main"
                disabled={changed.length === 0 || save.isPending}
              >
                {changed.length === 0
                  ? message('policies.save.none')
                  : message('policies.save', { n: changed.length })}
              </button>
            </div>
          </>
        ) : null}
      </form>
    </details>
  )
}

function ParameterField({
  parameter,
  readOnly,
  text,
  problem,
  onChange,
}: {
  readonly parameter: Parameter
  readonly readOnly: boolean
  readonly text: string
  readonly problem: string | null
  readonly onChange: (text: string) => void
}) {
  const { path, input, choices, value } = parameter
  const name = findMessage(`parameter.${path}`) ?? path.split('.').slice(2).join('.')
  const hint = message('policies.parameter.hint', {
    description: findMessage(`parameter.${path}.text`) ?? parameter.description,
    default: valueText(parameter.default),
  })
  if (readOnly || input === 'file')
    return (
      <dl className="parameter">
        <dt className="field-label">{name}</dt>
        <dd className="line-to-write">{valueText(value)}</dd>
        <dd className="small soft">
          {input === 'file' && !readOnly ? message('policies.inFile', { hint, path }) : hint}
        </dd>
      </dl>
    )
  const options = input === 'switch' ? ['true', 'false'] : (choices ?? []).map(String)
  if (options.length > 0)
    return (
      <div className="parameter">
        <SelectFilter
          label={name}
          required
          value={text}
          choices={options.map((option) => ({ value: option, label: valueText(option) }))}
          onChange={(chosen) => onChange(chosen ?? text)}
        />
        <span className="small soft">{hint}</span>
        {problem === null ? null : <span className="field-problem">{problem}</span>}
      </div>
    )
  return (
    <div className="parameter">
      <TextField label={name} hint={hint} value={text} problem={problem} onChange={onChange} />
    </div>
  )
}

/** A value in words where there are some; of a group, each of its keys; else as the file has it. */
function valueText(value: unknown): string {
  const known = findMessage(`parameterChoice.${String(value)}`)
  if (known !== null) return known
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return value.map(valueText).join(', ') || message('policies.value.none')
  const pairs = Object.entries(value).map(([name, of]) =>
    message('policies.value.pair', { name, value: valueText(of) }),
  )
  return pairs.join(', ') || message('policies.value.none')
}

/** What was typed, as the file has it. What is no number stays a text, and the server says so. */
function givenAs({ input, choices }: Parameter, text: string): string | number | boolean {
  if (input === 'switch') return text === 'true'
  const isNumber = input === 'number' || (choices ?? []).some((choice) => typeof choice === 'number')
  const number = Number(text.replace(',', '.'))
  return isNumber && text.trim() !== '' && Number.isFinite(number) ? number : text
}
