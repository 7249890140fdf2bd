import { SelectFilter } from '../../components/select-filter.tsx'
import { TextField } from '../../components/text-field.tsx'
import { message } from '../../messages/message.ts'
import type { Setting } from './draft.ts'
import { choiceLabel, defaultText, settingLabel } from './setting-label.ts'

interface Given {
  /** Whose settings they are. */
  readonly connector: string
  readonly settings: readonly Setting[]
  /** As typed. */
  readonly given: Readonly<Record<string, string>>
  readonly problemOf: (name: string) => string | null
  readonly onChange: (name: string, text: string) => void
}

/** A connector's own settings; those that have a default are behind a fold. */
export function SettingFields({ settings, ...rest }: Given) {
  const needed = settings.filter(({ required }) => required)
  const others = settings.filter(({ required }) => !required)
  const isWrong = others.some(({ name }) => rest.problemOf(name) !== null)
  return (
    <section className="stack" aria-labelledby="settings-title">
      <h2 id="settings-title">{message('connect.settings')}</h2>
      <Fields settings={needed} {...rest} />
      {others.length === 0 ? null : (
        // What is wrong must be seen.
        <details open={isWrong || undefined}>
          <summary>{message('connect.settings.more', { n: others.length })}</summary>
          <div className="stack">
            <Fields settings={others} {...rest} />
          </div>
        </details>
      )}
    </section>
  )
}

function Fields({ connector, settings, given, problemOf, onChange }: Given) {
  return settings.map((setting) => (
    <Field
      key={setting.name}
      connector={connector}
      setting={setting}
      text={given[setting.name] ?? ''}
      problem={problemOf(setting.name)}
      onChange={(text) => onChange(setting.name, text)}
    />
  ))
}

function Field({
  connector,
  setting: { name, description, type, default: byDefault, input, choices, required },
  text,
  problem,
  onChange,
}: {
  readonly connector: string
  readonly setting: Setting
  readonly text: string
  readonly problem: string | null
  readonly onChange: (text: string) => void
}) {
  const label = settingLabel(connector, name)
  const about = message(`connect.setting.${input}`, { description, type })
  const told =
    byDefault === null
      ? about
      : message('connect.setting.default', { about, default: defaultText(connector, name, byDefault) })
  const hint = message('connect.setting.inFile', { about: told, name })
  const options = input === 'switch' ? ['true', 'false'] : (choices ?? [])
  if (options.length > 0)
    return (
      <div>
        <SelectFilter
          label={label}
          value={text === '' ? undefined : text}
          choices={options.map((value) => ({ value, label: choiceLabel(connector, name, value) }))}
          onChange={(chosen) => onChange(chosen ?? '')}
        />
        <span className="small soft">{hint}</span>
      </div>
    )
  return (
    <TextField
      label={label}
      hint={hint}
      value={text}
      problem={problem}
      required={required}
      onChange={onChange}
    />
  )
}
