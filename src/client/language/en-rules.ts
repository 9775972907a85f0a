/**
 * The vault's rules that a person can run into, in English, keyed by the names that protocol and daemon give them.
 *
 * The others are broken by a bug or an attacker only: their name is all that there is to say.
 */

/** Who may change the list of members (protocol/roster.ts). */
export const enRosterRules = {
  standing: "only a full member may do that, and this one is still to be confirmed",
  "own-proposal": "another member than the one who asked has to confirm it",
  "join-proposal": "a device is turned away by removing it",
  proposal: "nothing like that is open any more",
  "member-known": "it is a member already, or was one",
  "member-limit": "the vault has as many members as it can",
  "proposal-limit": "as many requests are open as there can be",
  "remove-unknown": "it is no member",
  "last-member": "it is the last member",
  "last-full": "it is the last full member",
};

/** Why a record isn't applied, by anyone (daemon/sync, vault). */
export const enVoidReasons = {
  "not-a-member": "its author was no member any more",
  signature: "its signature is wrong",
  epoch: "it is sealed with a key that was not in force",
  unreadable: "it can't be opened",
  seen: "it refers to what was not there yet",
  "too-large": "it is too large",
  undecodable: "it is damaged",
  "foreign-content": "it holds what doesn't belong in a vault",
  "wrong-client": "it writes in another device's name",
  gap: "something before it is missing",
  "unknown-reference": "it refers to what nobody knows",
  "bad-deletions": "it deletes what nobody knows",
  "too-costly": "it takes too long to apply",
};
