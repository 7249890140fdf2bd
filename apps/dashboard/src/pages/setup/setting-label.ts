import { findMessage, message } from '../../messages/message.ts'

/** What a setting of a connector is called; its name in rapport.yaml where a connector of somebody else has one of its own. */
export function settingLabel(connector: string, name: string): string {
  return findMessage(`setting.${connector}.${name}`) ?? findMessage(`setting.${name}`) ?? name
}

/** What a key of a sign-in is called. */
export function keyLabel(name: string): string {
  return findMessage(`signInKey.${name}`) ?? name
}

/** What a choice of a setting is called; as rapport.yaml has it where no text is known. */
export function choiceLabel(connector: string, name: string, value: string): string {
  return (
    findMessage(`settingChoice.${connector}.${name}.${value}`) ??
    findMessage(`settingChoice.${value}`) ??
    value
  )
}

/** What holds where nothing is given; `byDefault` is as the server describes it, as JSON. */
export function defaultText(connector: string, name: string, byDefault: string): string {
  const value: unknown = JSON.parse(byDefault)
  if (typeof value === 'string' || typeof value === 'boolean')
    return choiceLabel(connector, name, String(value))
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0
  return isEmpty ? message('connect.setting.none') : byDefault
}
