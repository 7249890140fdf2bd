import { useId } from 'react'
import { message } from '../messages/message.ts'
import { setTheme, type Theme, themes, useTheme } from './theme.ts'

const labels = { system: 'theme.system', light: 'theme.light', dark: 'theme.dark' } as const

export function ThemeChoice() {
  const id = useId()
  const theme = useTheme()
  const choose = (value: string): void => {
    const chosen = themes.find((one): one is Theme => one === value)
    if (chosen !== undefined) setTheme(chosen)
  }
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {message('theme.label')}
      </label>
      <select id={id} className="input" value={theme} onChange={(event) => choose(event.target.value)}>
        {themes.map((one) => (
          <option key={one} value={one}>
            {message(labels[one])}
          </option>
        ))}
      </select>
    </div>
  )
}
