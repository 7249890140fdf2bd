import type { CustomerLevel } from '@rapport/model'
import { domainKey } from './domain.ts'
import { emailKey } from './email.ts'
import { connectionOf, type SystemNames } from './foreign-records.ts'
import { phoneKey } from './phone.ts'

/**
 * What records are recognised by, strongest first: the same record in another system, then what one person or company has to
 * itself, then what is easily shared.
 */
export const linkKinds = ['source', 'email', 'domain', 'phone'] as const
export type LinkKind = (typeof linkKinds)[number]

export interface IdentityKey {
  readonly kind: LinkKind
  readonly value: string
}

/** Raised when the rules below change, so that every record is read again under the new ones. */
export const keyRules = 1

/** The parts of a contact or company that say who it is; what the entity does not have is null. */
export interface PartyTraits {
  readonly connection: string
  readonly id: string
  readonly emails: readonly string[] | null
  readonly phones: readonly string[] | null
  readonly domains: readonly string[] | null
  readonly country: string | null
  readonly foreignKeys:
    | readonly { readonly system: string; readonly entity: string; readonly id: string }[]
    | null
}

/** Everything a live record can be recognised by, without repetition. */
export function keysOf(
  level: CustomerLevel,
  traits: PartyTraits,
  { defaultCountry, systems }: { readonly defaultCountry: string | null; readonly systems: SystemNames },
): IdentityKey[] {
  const keys = new Map<string, IdentityKey>()
  const add = (kind: LinkKind, value: string | null) => {
    if (value !== null) keys.set(`${kind}:${value}`, { kind, value })
  }
  add('source', sourceKey(traits.connection, level, traits.id))
  for (const { system, entity, id } of traits.foreignKeys ?? []) {
    add('source', sourceKey(connectionOf(system, systems), entity, id))
  }
  for (const email of traits.emails ?? []) add('email', emailKey(email))
  for (const domain of traits.domains ?? []) add('domain', domainKey(domain))
  for (const phone of traits.phones ?? []) add('phone', phoneKey(phone, [traits.country, defaultCountry]))
  return [...keys.values()]
}

function sourceKey(system: string, entity: string, id: string): string {
  return `${system.trim().toLowerCase()}:${entity.trim().toLowerCase()}:${id}`
}

const kindNames: Readonly<Record<LinkKind, string>> = {
  source: 'record',
  email: 'e-mail',
  domain: 'domain',
  phone: 'phone',
}

/** The key as people read it: `e-mail ann@example.com`. */
export function describeKey({ kind, value }: IdentityKey): string {
  return `${kindNames[kind]} ${value}`
}
