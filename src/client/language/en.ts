/**
 * English: the source of the keys. Every other language has the same by type.
 */
import { enActions, enActivity, enAudit, enFields } from "./en-activity.ts";
import { cliEn } from "./en-cli.ts";
import { enErrors, enUsage } from "./en-errors.ts";

export const en = {
  errors: enErrors,
  usage: enUsage,
  activity: enActivity,
  actions: enActions,
  fields: enFields,
  audit: enAudit,
  cli: cliEn,
};

export type Catalogue = typeof en;
