/**
 * Consent: who agreed to what, when, where and on which text. In come decisions over GraphQL and in
 * events; they are only ever added. Out go what stands now by purpose and channel, and the history.
 */
package io.tributary.privacy.consent;
