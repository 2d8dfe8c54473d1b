// The public GraphQL-over-HTTP audits against a server: node audits.mjs <url> <token>; prints one line for each.
import { serverAudits } from 'graphql-http';

const [url, token] = process.argv.slice(2);
const signedFetch = (input, init = {}) =>
  fetch(input, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });

const results = [];
for (const audit of serverAudits({ url, fetchFn: signedFetch })) {
  const result = await audit.fn();
  results.push(result.status);
  if (result.status !== 'ok') {
    console.log(`${result.status} ${audit.id} ${audit.name}: ${result.reason}`);
  }
}
console.log(`${results.filter((status) => status === 'ok').length} of ${results.length} ok`);
