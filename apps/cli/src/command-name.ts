/** How a person calls the command in a clone, where `npm ci` has put it. */
export const commandName = 'npx rapport'
