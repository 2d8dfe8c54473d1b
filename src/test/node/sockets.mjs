// The graphql-ws client against a server: node sockets.mjs <url> <token> <customer id>; prints one line for each step.
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const [url, token, customer] = process.argv.slice(2);
const client = (connectionParams) =>
  createClient({
    url,
    webSocketImpl: WebSocket,
    connectionParams,
    retryAttempts: 0,
    // without it the client closes between two operations, and the second may fall into the closing
    lazyCloseTimeout: 10_000,
  });
const first = (of, request) =>
  new Promise((resolve, reject) => {
    const end = of.subscribe(request, {
      next: (value) => {
        resolve(value);
        end();
      },
      error: reject,
      complete: () => resolve(null),
    });
  });
const reason = (error) => (Array.isArray(error) ? error[0].extensions.code : error.code);

const signedIn = client({ Authorization: `Bearer ${token}` });
const query = await first(signedIn, { query: '{ jobs { name } }' });
console.log(`query ${query.data.jobs.length > 0}`);
const event = await first(signedIn, {
  query: 'subscription($id: ID!) { customerChanged(id: $id) { id } }',
  variables: { id: customer },
});
console.log(`subscription ${event.data.customerChanged.id === customer}`);
console.log(`fault ${await first(signedIn, { query: '{ nothing }' }).catch(reason)}`);
await signedIn.dispose();
console.log(`stranger ${await first(client({}), { query: '{ jobs { name } }' }).catch(reason)}`);
const forged = client({ Authorization: `Bearer ${token}x` });
console.log(`forged ${await first(forged, { query: '{ jobs { name } }' }).catch(reason)}`);
process.exit(0);
