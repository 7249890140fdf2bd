import { DataTable } from '../../components/data-table.tsx'
import { NumberWithDefinition } from '../../components/number-with-definition.tsx'
import { message } from '../../messages/message.ts'
import { useFormat } from '../../session/session.ts'
import { shareFacts } from './facts.ts'
import { presetName } from './preset-name.ts'
import type { PresetComparison } from './queries.ts'

type Rate = PresetComparison['reconciliation']['rapportRate']

interface Row {
  readonly id: string
  readonly name: string
  readonly policy: string
  readonly rate: Rate
}

/** The rates side by side: Rapport's, those of all rules, and the vendor's own where its source gives one. */
export function RatesTable({ found }: { readonly found: PresetComparison }) {
  const format = useFormat()
  const { reconciliation } = found
  const { vendor, policy, preset, rapportRate, asOf } = reconciliation
  const rows: readonly Row[] = [
    { id: 'rapport', name: message('presets.rapport'), policy, rate: rapportRate },
    ...found.presets.map(({ preset: id, rate }) => ({ id, name: presetName(id), policy: id, rate })),
    ...(vendor === null || vendor.withFigure === 0
      ? []
      : [
          {
            ...{ id: 'own', policy: vendor.figure, rate: vendor.vendorRate },
            name: message('presets.own', { vendor: vendor.vendor }),
          },
          {
            ...{ id: 'same', policy: preset, rate: vendor.presetRate },
            name: message('presets.onSame', { preset: presetName(preset) }),
          },
        ]),
  ]
  return (
    <DataTable
      title={message('presets.rates')}
      rows={rows}
      columns={[
        { id: 'rule', header: message('presets.over'), rowHeader: true, cell: ({ name }) => name },
        {
          id: 'rate',
          header: message('presets.column.rate'),
          align: 'end',
          cell: ({ rate: { share, judged }, policy: by }) => (
            <NumberWithDefinition
              facts={shareFacts(format, share, {
                ...{ metric: 'fcr', policy: by, asOf },
                sample: message('service.sample.judged', { n: judged }),
              })}
            />
          ),
        },
        {
          id: 'resolved',
          header: message('presets.column.resolved'),
          align: 'end',
          cell: ({ rate, policy: by }) => (
            <NumberWithDefinition
              facts={{
                ...{ metric: 'preset_resolved', value: format.number(rate.resolved), policy: by, asOf },
                sample: message('service.sample.judged', { n: rate.judged }),
              }}
            />
          ),
        },
        {
          id: 'judged',
          header: message('presets.column.judged'),
          align: 'end',
          cell: ({ rate, policy: by }) => (
            <NumberWithDefinition
              facts={{
                ...{ metric: 'preset_judged', value: format.number(rate.judged), policy: by, asOf },
                sample: message('service.sample.tickets', { n: reconciliation.tickets }),
              }}
            />
          ),
        },
      ]}
    />
  )
}
