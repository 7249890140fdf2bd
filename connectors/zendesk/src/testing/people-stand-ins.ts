import {
  addZendeskGroup,
  addZendeskOrganization,
  addZendeskUser,
  changeZendeskOrganization,
  changeZendeskUser,
  deleteZendeskOrganization,
  deleteZendeskUser,
} from '@rapport/sandbox'
import { openAccount } from './account.ts'

type Expected = Readonly<Record<string, unknown>>

/** A Zendesk account as the stream of customers sees it. */
export async function startContacts() {
  const account = await openAccount()
  const { state, standIn, write, writeMany } = account
  const firm = addZendeskOrganization(state, { name: 'Acme' }).id
  const add = (createdAt: number, hidden = false): string => {
    const number = state.users.size
    return String(
      addZendeskUser(state, {
        name: `Person ${number}`,
        email: `p${number}@example.com`,
        organizationId: number % 2 === 0 ? firm : null,
        createdAt,
        hidden,
      }).id,
    )
  }
  const newest = (): number => Math.max(...[...state.users.values()].map(({ generatedAt }) => generatedAt))
  return {
    ...standIn,
    populate: async (count: number) => writeMany(count, (at) => add(at)),
    modify: async (ids: readonly string[]) =>
      write(() => {
        for (const id of ids)
          changeZendeskUser(state, Number(id), { name: `${state.user(Number(id)).name}!` })
      }),
    holds: async () =>
      new Map(
        [...state.users.values()]
          .filter(({ role, active, hidden }) => role === 'end-user' && active && !hidden)
          .map(({ id, name, email, organizationId }): [string, Expected] => [
            String(id),
            {
              name,
              emails: [email],
              companies:
                organizationId === null ? [] : [{ id: String(organizationId), label: null, primary: true }],
            },
          ]),
      ),
    archive: async (id: string) => write(() => deleteZendeskUser(state, Number(id))),
    addWithSameModifiedTime: async (count: number) => {
      const at = newest()
      return Array.from({ length: count }, () => add(at))
    },
    addUnindexed: async () => {
      const id = write((at) => add(at, true))
      return {
        id,
        // Its update time is what it was; Zendesk orders by when its export took notice.
        reveal: async () =>
          write((at) => {
            Object.assign(state.user(Number(id)), { hidden: false, generatedAt: at })
          }),
      }
    },
  }
}

/** A Zendesk account as the stream of organizations sees it. */
export async function startCompanies() {
  const { state, standIn, write, writeMany } = await openAccount()
  const add = (createdAt: number, hidden = false): string => {
    const number = state.organizations.size
    const given = { name: `Company ${number}`, domainNames: [`c${number}.example`], createdAt, hidden }
    return String(addZendeskOrganization(state, given).id)
  }
  const newest = (): number =>
    Math.max(...[...state.organizations.values()].map(({ updatedAt }) => updatedAt))
  return {
    ...standIn,
    populate: async (count: number) => writeMany(count, (at) => add(at)),
    modify: async (ids: readonly string[]) =>
      write(() => {
        for (const id of ids) {
          const { name } = state.organization(Number(id))
          changeZendeskOrganization(state, Number(id), { name: `${name}!` })
        }
      }),
    holds: async () =>
      new Map(
        [...state.organizations.values()]
          .filter(({ deletedAt, hidden }) => deletedAt === null && !hidden)
          .map(({ id, name, domainNames }): [string, Expected] => [
            String(id),
            { name, domains: domainNames },
          ]),
      ),
    archive: async (id: string) => write(() => deleteZendeskOrganization(state, Number(id))),
    addWithSameModifiedTime: async (count: number) => {
      const at = newest()
      return Array.from({ length: count }, () => add(at))
    },
    addUnindexed: async () => {
      const id = write((at) => add(at, true))
      return {
        id,
        reveal: async () => {
          state.organization(Number(id)).hidden = false
        },
      }
    },
  }
}

/** A Zendesk account as the stream of agents sees it. */
export async function startAgents() {
  const { state, standIn, write, writeMany } = await openAccount()
  return {
    ...standIn,
    populate: async (count: number) =>
      writeMany(count, (createdAt) => {
        const number = state.users.size
        const email = `a${number}@desk.example`
        return String(addZendeskUser(state, { name: `Agent ${number}`, email, role: 'agent', createdAt }).id)
      }),
    modify: async (ids: readonly string[]) =>
      write(() => {
        for (const id of ids) changeZendeskUser(state, Number(id), { suspended: true })
      }),
    holds: async () =>
      new Map(
        [...state.users.values()]
          .filter(({ role, active }) => role !== 'end-user' && active)
          .map(({ id, name, email, suspended }): [string, Expected] => [
            String(id),
            { name, email, active: !suspended },
          ]),
      ),
  }
}

/** A Zendesk account as the stream of groups sees it. */
export async function startTeams() {
  const { state, standIn, write, writeMany } = await openAccount()
  const change = (id: string, patch: { name?: string; deleted?: boolean }): void =>
    write(() => {
      const group = state.groups.get(Number(id))
      if (group === undefined) throw new Error(`no group ${id}`)
      Object.assign(group, patch)
    })
  return {
    ...standIn,
    populate: async (count: number) =>
      writeMany(count, (createdAt) =>
        String(addZendeskGroup(state, { name: `Group ${state.groups.size}`, createdAt }).id),
      ),
    modify: async (ids: readonly string[]) => {
      for (const id of ids) change(id, { name: `${state.groups.get(Number(id))?.name}!` })
    },
    holds: async () =>
      new Map(
        [...state.groups.values()]
          .filter(({ deleted }) => !deleted)
          .map(({ id, name }): [string, Expected] => [String(id), { name }]),
      ),
    archive: async (id: string) => change(id, { deleted: true }),
    restore: async (id: string) => change(id, { deleted: false }),
  }
}
