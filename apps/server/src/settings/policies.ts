import { type Configuration, type ConfigurationKey, describeConfiguration } from '@rapport/config'
import {
  CHURN_RISK_POLICY,
  HEALTH_POLICY,
  REPUTATION_POLICY,
  REPUTATION_SCORE_POLICY,
  RFM_POLICY,
} from '@rapport/metrics'
import { experiencePolicy, firstContactPolicy, servicePolicy } from '@rapport/score'

/** The families of numbers that have a policy. */
export const policyFamilies = [
  'value',
  'retention',
  'service',
  'firstContact',
  'experience',
  'reputation',
  'health',
] as const
export type PolicyFamily = (typeof policyFamilies)[number]

/** A parameter of a policy. */
export interface PolicyParameter {
  /** Where it stands in rapport.yaml. */
  readonly path: string
  readonly description: string
  readonly type: string
  readonly value: unknown
  readonly default: unknown
  /** What it may be; null: anything of its type. */
  readonly choices: readonly (string | number)[] | null
  readonly input: 'number' | 'choice' | 'switch' | 'text' | 'file'
}

/** Where the parameters of a family stand. */
const places: Readonly<Record<PolicyFamily, readonly string[]>> = {
  value: ['metrics.value'],
  retention: [],
  service: ['metrics.service'],
  firstContact: ['metrics.service.fcr'],
  experience: [],
  reputation: ['metrics.reputation'],
  health: [],
}

/** The names of the policies in force, as scores carry them. `fitted` is what values were last made by; null: there are none yet. */
export function policiesInForce(
  { metrics }: Configuration,
  fitted: string | null,
): Readonly<Record<PolicyFamily, string>> {
  return {
    value: valuePolicies(metrics.value.model, fitted),
    retention: `${RFM_POLICY}, ${CHURN_RISK_POLICY}`,
    service: servicePolicy(metrics.service).id,
    firstContact: firstContactPolicy(metrics.service).id,
    experience: experiencePolicy,
    reputation: `${REPUTATION_POLICY}, ${REPUTATION_SCORE_POLICY}`,
    health: HEALTH_POLICY,
  }
}

/** Where the definition is chosen by the data, the rule that chooses, and what it chose: that is the name beside a value. */
function valuePolicies(model: Configuration['metrics']['value']['model'], fitted: string | null): string {
  if (model === 'auto') return fitted === null ? 'auto@1' : `auto@1, ${fitted}`
  if (model === 'simple') return 'simple-horizon@1'
  return model === 'historic' ? 'historic@1' : 'btyd@1'
}

/** The parameters of a family as they are in force. */
export function parametersOf(family: PolicyFamily, config: Configuration): readonly PolicyParameter[] {
  const inOther = policyFamilies.filter((other) => other !== family).flatMap((other) => places[other])
  return describeConfiguration()
    .filter(({ path }) => places[family].some((place) => isBelow(path, place)))
    .filter(
      ({ path }) =>
        !inOther.some((place) => places[family].some((own) => isBelow(place, own)) && isAt(path, place)),
    )
    .filter(({ type, path }) => type !== 'a group of keys' || isMap(valueAt(config, path)))
    .filter(({ path }) => !path.includes('<') && path !== 'metrics.service.schedules')
    .filter(isLeaf)
    .map((key) => parameterOf(key, config))
}

/** Whether the page may set a parameter, and how it is given. */
export function findParameter(path: string, config: Configuration): PolicyParameter | null {
  const all = policyFamilies.flatMap((family) => parametersOf(family, config))
  return all.find((parameter) => parameter.path === path && parameter.input !== 'file') ?? null
}

const isAt = (path: string, place: string): boolean => path === place || isBelow(path, place)
const isBelow = (path: string, place: string): boolean => path.startsWith(`${place}.`)
const isMap = (value: unknown): boolean => typeof value === 'object' && value !== null

/** A group that has keys of its own is told by these. */
function isLeaf({ path }: ConfigurationKey, _: number, all: readonly ConfigurationKey[]): boolean {
  return !all.some((other) => isBelow(other.path, path))
}

function parameterOf(key: ConfigurationKey, config: Configuration): PolicyParameter {
  const choices = choicesOf(key.type)
  return {
    ...{ path: key.path, description: key.description, type: key.type, choices },
    value: valueAt(config, key.path) ?? null,
    default: key.default === null ? null : JSON.parse(key.default),
    input: inputOf(key.type, choices),
  }
}

function inputOf(type: string, choices: PolicyParameter['choices']): PolicyParameter['input'] {
  if (choices !== null) return 'choice'
  if (type === 'true or false') return 'switch'
  if (/^a (whole )?number/.test(type)) return 'number'
  return type === 'text' ? 'text' : 'file'
}

/** `one of a, b` and `3 or 7 or 14`, as the description of the schema says it. */
function choicesOf(type: string): PolicyParameter['choices'] {
  if (type.startsWith('one of ')) return type.slice('one of '.length).split(', ')
  return /^\d+( or \d+)+$/.test(type) ? type.split(' or ').map(Number) : null
}

/** What the set-up says at a place. */
export function valueAt(config: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, key)
          ? (value as Readonly<Record<string, unknown>>)[key]
          : undefined,
      config,
    )
}
