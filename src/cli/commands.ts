/**
 * The commands by name, each loaded when it is called: a one-shot command pays for itself alone.
 */
import type { Command } from "./command.ts";

export const COMMANDS = {
  init: () => import("./commands/init.ts"),
  status: () => import("./commands/status.ts"),
  unlock: () => import("./commands/unlock.ts"),
  lock: () => import("./commands/lock.ts"),
  passwd: () => import("./commands/passwd.ts"),
  keyring: () => import("./commands/keyring.ts"),
  add: () => import("./commands/add.ts"),
  import: () => import("./commands/import.ts"),
  export: () => import("./commands/export.ts"),
  formats: () => import("./commands/formats.ts"),
  list: () => import("./commands/list.ts"),
  code: () => import("./commands/code.ts"),
  exec: () => import("./commands/exec.ts"),
  show: () => import("./commands/show.ts"),
  qr: () => import("./commands/qr.ts"),
  edit: () => import("./commands/edit.ts"),
  rm: () => import("./commands/rm.ts"),
  trash: () => import("./commands/trash.ts"),
  restore: () => import("./commands/restore.ts"),
  undo: () => import("./commands/undo.ts"),
  redo: () => import("./commands/redo.ts"),
  log: () => import("./commands/log.ts"),
  verify: () => import("./commands/verify.ts"),
  audit: () => import("./commands/audit.ts"),
  link: () => import("./commands/link.ts"),
  unlink: () => import("./commands/unlink.ts"),
  pair: () => import("./commands/pair.ts"),
  join: () => import("./commands/join.ts"),
  devices: () => import("./commands/devices.ts"),
  requests: () => import("./commands/requests.ts"),
  approve: () => import("./commands/approve.ts"),
  reject: () => import("./commands/reject.ts"),
  backup: () => import("./commands/backup.ts"),
  recover: () => import("./commands/recover.ts"),
  sync: () => import("./commands/sync.ts"),
  forget: () => import("./commands/forget.ts"),
  relay: () => import("./commands/relay.ts"),
  daemon: () => import("./commands/daemon.ts"),
  doctor: () => import("./commands/doctor.ts"),
  config: () => import("./commands/config.ts"),
  completion: () => import("./commands/completion.ts"),
  demo: () => import("./commands/demo.ts"),
} as const;

export type CommandName = keyof typeof COMMANDS;
export type CommandModule<C extends CommandName> = Awaited<ReturnType<(typeof COMMANDS)[C]>>;

export const isCommandName = (name: string): name is CommandName => Object.hasOwn(COMMANDS, name);

/** The spec parses the line that `run` then gets, so the two fit whatever the command. */
export async function loadCommand(name: CommandName): Promise<Command> {
  const module: unknown = await COMMANDS[name]();
  return module as Command;
}
