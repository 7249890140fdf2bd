import { expect, test } from 'vitest'
import { named } from '../../dashboard/src/messages/message.ts'
import { choiceLabel, keyLabel, settingLabel } from '../../dashboard/src/pages/setup/setting-label.ts'
import { offerConnector } from '../../server/src/setup/connector-answers.ts'
import { connectors } from './connectors.ts'

// What the page offers of every connector is told in words, not by the names of rapport.yaml.

test.each(connectors.map((connector) => [connector.title, connector] as const))(
  'settings, keys and budgets of %s have a text on the page',
  (_, connector) => {
    const { settings, signIns } = offerConnector(connector, 'https://rapport.example/answer')
    const keys = signIns.flatMap(({ keys }) => keys.map(({ name }) => name))
    const withoutText = [
      ...settings.map(({ name }) => name).filter((name) => settingLabel(connector.id, name) === name),
      ...settings.flatMap(({ name, choices }) =>
        (choices ?? []).filter((choice) => choiceLabel(connector.id, name, choice) === choice),
      ),
      ...keys.filter((name) => keyLabel(name) === name),
      ...connector.budgets.map(({ name }) => name).filter((name) => named('budget', name) === name),
    ]
    expect(withoutText).toEqual([])
  },
)
