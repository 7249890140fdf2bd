import { Command } from 'commander'
import { callbackUrl, gatherPair } from '../arguments.ts'
import { connectorNames } from '../connector-names.ts'
import { optionsOf } from '../output.ts'
import type { ConnectOptions } from '../setup/connect/connect-system.ts'
import type { GivenConnection } from '../setup/connect/connection-request.ts'

/** `rapport connect`: adds a connection to the configuration. */
export function connectCommand(): Command {
  return new Command('connect')
    .summary('add a system to rapport.yaml')
    .description(
      `Adds a connection to rapport.yaml and keeps the rest of the file as it is. On a terminal it says what to do at the vendor, and
asks for what no option gives. It signs in before it writes anything; where that fails, nothing is written. Secrets are given as
references, env:NAME, file:path or stored:NAME ("rapport secrets set"), never in clear. By webServer or authorizationCode you sign
in in a browser, at the address that is printed; the refresh token that this gives goes into a file of the data folder that only you
can read. With --reviews it looks at the file's headings and values, proposes which column is which, shows examples, and reads a
sample; --yes accepts the proposal.`,
    )
    .argument('<connector>', `what to connect: ${connectorNames.join(', ')}`)
    .option('--connection <name>', "the connection's own name (default: the connector's)")
    .option(
      '--sign-in <way>',
      'how to sign in, such as jwtBearer, clientCredentials, webServer, authorizationCode or refreshToken',
    )
    .option(
      '--auth <key=value>',
      'a key of the sign-in; may be given several times. A secret that is not given is looked for in a variable named after it',
      gatherPair,
    )
    .option(
      '--setting <name=value>',
      'a setting of the connector, a list with commas between; may be given several times',
      gatherPair,
    )
    .option(
      '--callback <url>',
      "for a sign-in in a browser: the app's callback URL. If it points to this machine, the command waits there for the answer; otherwise paste the address that you were sent to",
      callbackUrl,
      'http://localhost:8717/callback',
    )
    .option(
      '--reviews <file>',
      'with csv: a file of reviews, such as an export of a review site or an app store',
    )
    .option(
      '--map <field=column>',
      'with csv: which column of the file of reviews a field is, such as createdAt=Date; empty for none; may be given several times',
      gatherPair,
    )
    .option('-y, --yes', 'ask nothing')
    .option('--replace', 'set up anew a connection that is there; its streams and mapping stay')
    .option('--no-test', 'write it without signing in')
    .addHelpText(
      'after',
      `
Examples:
  $ rapport connect salesforce
  $ rapport connect salesforce --setting instanceUrl=https://acme.my.salesforce.com --auth consumerKey=3MVG9… --auth username=rapport@acme.example --auth privateKey=file:salesforce.key
  $ rapport connect salesforce --setting instanceUrl=https://acme.my.salesforce.com --sign-in clientCredentials --auth consumerKey=3MVG9…
  $ rapport connect salesforce --setting instanceUrl=https://acme.my.salesforce.com --sign-in webServer --auth clientId=3MVG9…
  $ rapport connect google-business --auth clientId=123.apps.googleusercontent.com
  $ rapport connect trustpilot --setting clientId=abc123 --setting businessUnits=acme.example,acme.example.org
  $ rapport connect google-places --setting places=ChIJj61dQgK6j4AR4GeTYWZsWWw --auth apiKey=file:places.key
  $ rapport connect csv --connection g2 --reviews g2.csv --yes
  $ rapport connect csv --connection pages --reviews page.csv --setting retention=revocable --map text=Opinion --yes`,
    )
    .action(async (connector: string, _: unknown, command: Command) => {
      const options = optionsOf<ConnectOptions & Omit<GivenConnection, 'connector'>>(command)
      const { connectSystem } = await import('../setup/connect/connect-system.ts')
      await connectSystem(options, { ...options, connector })
    })
}
