/**
 * Who of the staff looks after a person, which group chats they are in, and hand-overs between
 * staff, as WeCom knows them. In come facts of joining and leaving, late and in any order; out go
 * relations of profiles and customers over GraphQL.
 */
package io.tributary.identity.relation;
