import type { MethodName, TimeUnitName } from '@rapport/metrics'
import { numberText } from './figure-text.ts'

const names: Readonly<Record<MethodName, string>> = {
  'bg-nbd': 'BG/NBD',
  'mbg-nbd': 'MBG/NBD',
  'pareto-nbd': 'Pareto/NBD',
  nbd: 'NBD',
  'bg-bb': 'BG/BB',
  'carried-on': 'Naive: the rate so far',
  'last-period': 'Last period repeated',
  'simple-horizon': 'Simple estimate',
}

/** A method as tables and legends name it. */
export const methodText = (method: MethodName): string => names[method]

/** `39 weeks`. */
export const durationText = (length: number, unit: TimeUnitName): string =>
  `${numberText(length)} ${unit}${length === 1 ? '' : 's'}`
