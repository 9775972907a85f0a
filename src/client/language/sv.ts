/**
 * Swedish.
 */
import type { Catalogue } from "./en.ts";
import { svActions, svActivity, svAudit, svFields } from "./sv-activity.ts";
import { svBackup } from "./sv-backup.ts";
import { cliSv } from "./sv-cli.ts";
import { svDemo } from "./sv-demo.ts";
import { svDevices } from "./sv-devices.ts";
import { svDoctor } from "./sv-doctor.ts";
import { svErrors } from "./sv-errors.ts";
import { svOsKeyring } from "./sv-os-keyring.ts";
import { svPinentry } from "./sv-pinentry.ts";
import { svProblems } from "./sv-problems.ts";
import { svRelay } from "./sv-relay.ts";
import { svService } from "./sv-service.ts";
import { svUsage } from "./sv-usage.ts";

export const sv: Catalogue = {
  errors: svErrors,
  usage: svUsage,
  activity: svActivity,
  actions: svActions,
  fields: svFields,
  audit: svAudit,
  problems: svProblems,
  cli: cliSv,
  demo: svDemo,
  devices: svDevices,
  relay: svRelay,
  backup: svBackup,
  osKeyring: svOsKeyring,
  pinentry: svPinentry,
  service: svService,
  doctor: svDoctor,
};
