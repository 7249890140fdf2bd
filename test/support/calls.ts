import { setTimeout as pause } from 'node:timers/promises'
import type { CallLogEntry, HubspotServer, SalesforceCall } from '@rapport/sandbox'
import type { Running } from './installation.ts'
import type { Org } from './org.ts'
import type { Portal } from './portal.ts'

/** The calls that wrote records or definitions, by the stand-in's own log. */
export function writingCalls(server: HubspotServer): readonly CallLogEntry[] {
  return server.control.log().filter(({ kind, effects }) => kind === 'write' || effects.length > 0)
}

/** Waits until the stand-in's log satisfies `reached`, or the command has ended. */
export async function reachCall(
  server: HubspotServer,
  running: Running,
  reached: (log: readonly CallLogEntry[]) => boolean,
): Promise<void> {
  const ended = running.finished.then(() => true)
  while (!reached(server.control.log())) {
    if (await Promise.race([ended, pause(1).then(() => false)])) {
      const { code, stderr } = await running.finished
      throw new Error(`the command ended with ${code} before it came so far:\n${stderr}`)
    }
  }
}

/** Waits until the log of the stand-in for Salesforce satisfies `reached`, or the work has ended. */
export async function reachOrgCall(
  { server }: Org,
  work: Promise<unknown>,
  reached: (log: readonly SalesforceCall[]) => boolean,
): Promise<void> {
  const ended = work.then(() => true)
  while (!reached(server.control.log())) {
    if (await Promise.race([ended, pause(1).then(() => false)])) {
      throw new Error(`the work ended before it came so far: ${JSON.stringify(await work)}`)
    }
  }
}

/** Whether contacts have been written by now. */
export function hasWritten(log: readonly CallLogEntry[]): boolean {
  return log.some(({ effects }) =>
    effects.some(({ operation, objectType }) => operation === 'update' && objectType === 'contacts'),
  )
}

/** What a person does in HubSpot. It stands in the stand-in's log like every call. */
export async function ask(
  { server, token }: Portal,
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<void> {
  const response = await fetch(`${server.baseUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
}
