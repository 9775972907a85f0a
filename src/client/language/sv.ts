/**
 * Swedish.
 */
import type { Catalogue } from "./en.ts";
import { svActions, svActivity, svAudit, svFields } from "./sv-activity.ts";
import { cliSv } from "./sv-cli.ts";
import { svErrors, svUsage } from "./sv-errors.ts";

export const sv: Catalogue = {
  errors: svErrors,
  usage: svUsage,
  activity: svActivity,
  actions: svActions,
  fields: svFields,
  audit: svAudit,
  cli: cliSv,
};
