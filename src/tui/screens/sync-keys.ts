/** The person's keys for what a sentence about devices and sync names. */
import type { SyncKeys } from "../../client/language/tui-en-devices.ts";
import type { Model } from "../model.ts";
import { keyOf } from "./key-names.ts";

export const syncKeys = (model: Pick<Model, "words" | "glyphs" | "keymap">): SyncKeys => ({
  devices: keyOf(model, "devices"),
  newDevice: keyOf(model, "newDevice"),
  join: keyOf(model, "join"),
  link: keyOf(model, "link"),
  syncNow: keyOf(model, "syncNow"),
  refound: keyOf(model, "refound"),
  revoke: keyOf(model, "revoke"),
  requests: keyOf(model, "requests"),
});
