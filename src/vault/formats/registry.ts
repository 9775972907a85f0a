/**
 * Every format that holt knows, with what it can do; a format's code is loaded when it is asked for.
 */
import type { FormatInfo } from "../../protocol/local-api.ts";
import type { Format } from "./format.ts";
import type { Shape } from "./shape.ts";

export interface FormatRow extends FormatInfo {
  /** What its files may look like: another one isn't asked, and so not loaded. */
  readonly shapes: readonly Shape[];
  readonly load: () => Promise<Format>;
}

export const FORMATS: readonly FormatRow[] = [
  {
    name: "otpauth",
    shapes: ["uris", "other"],
    import: true,
    export: true,
    encrypted: false,
    load: async () => (await import("./otpauth.ts")).otpauth,
  },
  {
    name: "google",
    shapes: ["uris", "other"],
    import: true,
    export: true,
    encrypted: false,
    load: async () => (await import("./google.ts")).google,
  },
  {
    name: "aegis",
    shapes: ["json"],
    import: true,
    export: true,
    encrypted: true,
    load: async () => (await import("./aegis.ts")).aegis,
  },
  {
    name: "2fas",
    shapes: ["json"],
    import: true,
    export: true,
    encrypted: true,
    load: async () => (await import("./2fas.ts")).twofas,
  },
  {
    name: "ente",
    shapes: ["json"],
    import: true,
    export: true,
    encrypted: true,
    load: async () => (await import("./ente.ts")).ente,
  },
  {
    name: "bitwarden",
    shapes: ["json", "other"],
    import: true,
    export: true,
    encrypted: true,
    load: async () => (await import("./bitwarden.ts")).bitwarden,
  },
  {
    name: "proton",
    shapes: ["json"],
    import: true,
    export: true,
    encrypted: true,
    load: async () => (await import("./proton.ts")).proton,
  },
  {
    name: "stratum",
    shapes: ["json", "other"],
    import: true,
    export: false,
    encrypted: true,
    load: async () => (await import("./stratum.ts")).stratum,
  },
  {
    name: "andotp",
    shapes: ["json", "other"],
    import: true,
    export: false,
    encrypted: true,
    load: async () => (await import("./andotp.ts")).andotp,
  },
  {
    name: "lastpass",
    shapes: ["json"],
    import: true,
    export: false,
    encrypted: false,
    load: async () => (await import("./lastpass.ts")).lastpass,
  },
  {
    name: "raivo",
    shapes: ["json", "other"],
    import: true,
    export: false,
    encrypted: true,
    load: async () => (await import("./raivo.ts")).raivo,
  },
  {
    name: "duo",
    shapes: ["json"],
    import: true,
    export: false,
    encrypted: false,
    load: async () => (await import("./duo.ts")).duo,
  },
  {
    name: "proton-pass",
    shapes: ["json", "other"],
    import: true,
    export: false,
    encrypted: false,
    load: async () => (await import("./proton-pass.ts")).protonPass,
  },
  {
    name: "1password",
    shapes: ["other"],
    import: true,
    export: false,
    encrypted: false,
    load: async () => (await import("./1password.ts")).onepassword,
  },
  {
    name: "cotp",
    shapes: ["json"],
    import: true,
    export: false,
    encrypted: true,
    load: async () => (await import("./cotp.ts")).cotp,
  },
  {
    name: "steam",
    shapes: ["json"],
    import: true,
    export: false,
    encrypted: true,
    load: async () => (await import("./steam.ts")).steam,
  },
  {
    name: "authy",
    shapes: ["other"],
    import: true,
    export: false,
    encrypted: true,
    load: async () => (await import("./authy.ts")).authy,
  },
  {
    name: "battlenet",
    shapes: ["other"],
    import: true,
    export: false,
    encrypted: false,
    load: async () => (await import("./battlenet.ts")).battlenet,
  },
  {
    name: "otpclient",
    shapes: ["other"],
    import: true,
    export: false,
    encrypted: true,
    load: async () => (await import("./otpclient.ts")).otpclient,
  },
  {
    name: "keepassxc",
    shapes: ["other"],
    import: true,
    export: false,
    encrypted: false,
    load: async () => (await import("./keepassxc.ts")).keepassxc,
  },
  {
    name: "freeotp",
    shapes: ["json", "other"],
    import: true,
    export: false,
    encrypted: true,
    load: async () => (await import("./freeotp.ts")).freeotp,
  },
  {
    name: "winauth",
    shapes: ["other"],
    import: true,
    export: false,
    encrypted: true,
    load: async () => (await import("./winauth.ts")).winauth,
  },
  {
    name: "totp-authenticator",
    shapes: ["other"],
    import: true,
    export: false,
    encrypted: true,
    load: async () => (await import("./totp-authenticator.ts")).totpAuthenticator,
  },
  {
    name: "otpauth-ios",
    shapes: ["other"],
    import: true,
    export: false,
    encrypted: true,
    load: async () => (await import("./otpauth-ios.ts")).otpauthIos,
  },
  {
    name: "authenticator-plus",
    shapes: ["other"],
    import: true,
    export: false,
    encrypted: true,
    load: async () => (await import("./authenticator-plus.ts")).authenticatorPlus,
  },
  {
    name: "kdbx",
    shapes: ["other"],
    import: true,
    export: false,
    encrypted: true,
    load: async () => (await import("./kdbx.ts")).kdbx,
  },
  {
    name: "microsoft",
    shapes: ["other"],
    import: true,
    export: false,
    encrypted: false,
    load: async () => (await import("./microsoft.ts")).microsoft,
  },
  {
    name: "google-sqlite",
    shapes: ["other"],
    import: true,
    export: false,
    encrypted: false,
    load: async () => (await import("./google-sqlite.ts")).googleSqlite,
  },
  {
    name: "totp-cli",
    shapes: ["json", "other"],
    import: true,
    export: false,
    encrypted: true,
    load: async () => (await import("./totp-cli.ts")).totpCli,
  },
  {
    name: "holt",
    shapes: ["other"],
    import: true,
    export: true,
    encrypted: true,
    load: async () => (await import("./holt.ts")).holt,
  },
];

/** Formats that can't be written in clear. */
export const ALWAYS_ENCRYPTED: readonly string[] = ["holt"];
/** Formats that a key file can open, with a password or instead of it. */
export const OPENED_WITH_KEY_FILE: readonly string[] = ["kdbx"];
/** Formats that can be shown as a series of QR codes. */
export const SHOWN_AS_CODES: readonly string[] = ["google", "otpauth"];

export const findFormat = (name: string): FormatRow | undefined => FORMATS.find((row) => row.name === name);

export const listFormats = (): FormatInfo[] =>
  FORMATS.map((row) => ({
    name: row.name,
    import: row.import,
    export: row.export,
    encrypted: row.encrypted,
  }));
