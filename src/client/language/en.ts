/**
 * English: the source of the keys. Every other language has the same by type.
 */
import { enActions, enActivity, enAudit, enFields } from "./en-activity.ts";
import { enBackup } from "./en-backup.ts";
import { cliEn } from "./en-cli.ts";
import { enDemo } from "./en-demo.ts";
import { enDevices } from "./en-devices.ts";
import { enDoctor } from "./en-doctor.ts";
import { enErrors } from "./en-errors.ts";
import { enOsKeyring } from "./en-os-keyring.ts";
import { enPinentry } from "./en-pinentry.ts";
import { enProblems } from "./en-problems.ts";
import { enRelay } from "./en-relay.ts";
import { enService } from "./en-service.ts";
import { enUsage } from "./en-usage.ts";

export const en = {
  errors: enErrors,
  usage: enUsage,
  activity: enActivity,
  actions: enActions,
  fields: enFields,
  audit: enAudit,
  problems: enProblems,
  cli: cliEn,
  demo: enDemo,
  devices: enDevices,
  relay: enRelay,
  backup: enBackup,
  osKeyring: enOsKeyring,
  pinentry: enPinentry,
  service: enService,
  doctor: enDoctor,
};

export type Catalogue = typeof en;
