import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { client } from '../../api/client.ts'
import { answer } from '../../api/request.ts'
import { ScrollRegion } from '../../components/scroll-region.tsx'
import { TextField } from '../../components/text-field.tsx'
import { message } from '../../messages/message.ts'
import { useFormat, useMay } from '../../session/session.ts'
import { Refusal } from '../settings/refusal.tsx'
import { problemAt, useChange } from '../settings/use-change.ts'
import { fieldLabel, samplesText } from './field-words.ts'
import { type Mapping, type Samples, type StreamMapping, samplesQuery } from './queries.ts'

/** The fields of one stream, and what is kept beside them. */
export function StreamForm({
  mapping,
  stream,
}: {
  readonly mapping: Mapping
  readonly stream: StreamMapping
}) {
  const format = useFormat()
  const { connection: name } = mapping
  const { entity } = stream
  const mayWrite = useMay('connections:write') && mapping.version !== null
  const samples = useQuery(samplesQuery(name, entity)).data
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({})
  const [extra, setExtra] = useState(stream.extra.join(', '))
  const [label, setLabel] = useState(stream.associationLabel ?? '')
  const sources = stream.fields.map((one) => ({ ...one, text: texts[one.field] ?? one.source ?? '' }))
  const changed =
    sources.some(({ text, source }) => text.trim() !== (source ?? '')) ||
    extra !== stream.extra.join(', ') ||
    label !== (stream.associationLabel ?? '')
  const save = useChange({
    change: () =>
      answer(
        client.api.connections[':name'].mapping[':entity'].$put({
          param: { name, entity },
          json: {
            fields: Object.fromEntries(
              sources.flatMap(({ field, text, default: byDefault }) =>
                text.trim() === '' || text.trim() === byDefault ? [] : [[field, text.trim()]],
              ),
            ),
            extra: extra
              .split(',')
              .map((one) => one.trim())
              .filter((one) => one !== ''),
            associationLabel: label.trim() === '' ? null : label.trim(),
            version: mapping.version ?? '',
          },
        }),
      ),
    said: message('mapping.saved'),
    shown: ['mapping'],
  })
  const list = useId()
  const offered = [
    ...new Set([
      ...(samples?.unmapped.map((one) => one.name) ?? []),
      ...stream.fields.flatMap(({ source, default: byDefault }) => [source ?? [], byDefault ?? []].flat()),
    ]),
  ]
  return (
    <div className="stack">
      {stream.fields.length === 0 ? (
        <p className="soft">{message('mapping.noFields')}</p>
      ) : (
        <ScrollRegion title={message('mapping.table', { entity })} className="mapping-table">
          <table className="table">
            <caption className="visually-hidden">{message('mapping.table', { entity })}</caption>
            <thead>
              <tr>
                <th scope="col">{message('mapping.field')}</th>
                <th scope="col">{message('mapping.source')}</th>
                <th scope="col">{message('mapping.samples')}</th>
              </tr>
            </thead>
            <tbody>
              {sources.map(({ field, text, default: byDefault }) => (
                <tr key={field}>
                  <th scope="row">
                    {fieldLabel(field)}
                    <span className="record-code">{field}</span>
                  </th>
                  <td>
                    {mayWrite ? (
                      <input
                        className="input"
                        aria-label={message('mapping.source.of', { field: fieldLabel(field) })}
                        aria-invalid={problemAt(save.error, `fields.${field}`) !== null}
                        list={list}
                        value={text}
                        placeholder={byDefault ?? message('mapping.unset')}
                        onChange={({ target }) =>
                          setTexts((before) => ({ ...before, [field]: target.value }))
                        }
                      />
                    ) : (
                      text || message('mapping.unset')
                    )}
                  </td>
                  <td className="small">{samplesText(valuesOf(samples, field), format)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
      <datalist id={list}>
        {offered.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      {mayWrite && stream.fields.length > 0 ? (
        <p className="small soft">{message('mapping.source.hint')}</p>
      ) : null}
      <Unmapped samples={samples} />
      {mayWrite ? (
        <div className="connect-fields">
          <TextField
            label={message('mapping.extra')}
            hint={message('mapping.extra.hint')}
            value={extra}
            onChange={setExtra}
          />
          {entity === 'deal' ? (
            <TextField
              label={message('mapping.label')}
              hint={message('mapping.label.hint')}
              value={label}
              onChange={setLabel}
            />
          ) : null}
          {changed ? <p className="notice">{message('mapping.readsAgain', { entity })}</p> : null}
          <Refusal error={save.error} />
          <div className="row">
            <button
              type="button"
              className="button button-main"
              disabled={!changed || save.isPending}
              onClick={() => save.mutate(undefined)}
            >
              {message('mapping.save')}
            </button>
          </div>
        </div>
      ) : null}
    </div>
  )
}

const valuesOf = (samples: Samples | undefined, field: string): readonly string[] =>
  samples?.model.find(({ name }) => name === field)?.values ?? []

/** Source fields that are kept and that no mapping uses. */
function Unmapped({ samples }: { readonly samples: Samples | undefined }) {
  const format = useFormat()
  if (samples === undefined) return null
  return (
    <section className="stack-close" aria-labelledby="unmapped-title">
      <h3 id="unmapped-title">{message('mapping.unmapped')}</h3>
      {samples.hidden ? <p className="small soft">{message('mapping.hidden')}</p> : null}
      {samples.unmapped.length === 0 ? (
        <p className="soft">{message('mapping.unmapped.none')}</p>
      ) : (
        <dl className="facts">
          {samples.unmapped.map(({ name, values }) => (
            <div key={name} className="change">
              <dt>{name}</dt>
              <dd className="small">{samplesText(values, format)}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  )
}
