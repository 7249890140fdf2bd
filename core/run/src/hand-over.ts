/** A process stops and leaves its run to others: not the run is to end, only its work here. */
export class HandOver extends Error {
  override readonly name = 'HandOver'

  constructor() {
    super('this process stops; another one goes on from the checkpoints')
  }
}

/** Whether work was ended so that another process goes on with it. */
export function isHandedOver(signal: AbortSignal): boolean {
  return signal.aborted && signal.reason instanceof HandOver
}
