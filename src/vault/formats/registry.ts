/**
 * Every format that holt knows, with what it can do; a format's code is loaded when it is asked for.
 */
import type { FormatInfo } from "../../protocol/local-api.ts";
import type { Format } from "./format.ts";

export interface FormatRow extends FormatInfo {
  readonly load: () => Promise<Format>;
}

export const FORMATS: readonly FormatRow[] = [
  {
    name: "otpauth",
    import: true,
    export: true,
    encrypted: false,
    load: async () => (await import("./otpauth.ts")).otpauth,
  },
  {
    name: "google",
    import: true,
    export: true,
    encrypted: false,
    load: async () => (await import("./google.ts")).google,
  },
  {
    name: "aegis",
    import: true,
    export: true,
    encrypted: true,
    load: async () => (await import("./aegis.ts")).aegis,
  },
  {
    name: "2fas",
    import: true,
    export: true,
    encrypted: true,
    load: async () => (await import("./2fas.ts")).twofas,
  },
  {
    name: "ente",
    import: true,
    export: true,
    encrypted: true,
    load: async () => (await import("./ente.ts")).ente,
  },
  {
    name: "bitwarden",
    import: true,
    export: true,
    encrypted: true,
    load: async () => (await import("./bitwarden.ts")).bitwarden,
  },
  {
    name: "proton",
    import: true,
    export: true,
    encrypted: true,
    load: async () => (await import("./proton.ts")).proton,
  },
  {
    name: "stratum",
    import: true,
    export: false,
    encrypted: true,
    load: async () => (await import("./stratum.ts")).stratum,
  },
  {
    name: "andotp",
    import: true,
    export: false,
    encrypted: true,
    load: async () => (await import("./andotp.ts")).andotp,
  },
  {
    name: "lastpass",
    import: true,
    export: false,
    encrypted: false,
    load: async () => (await import("./lastpass.ts")).lastpass,
  },
  {
    name: "raivo",
    import: true,
    export: false,
    encrypted: true,
    load: async () => (await import("./raivo.ts")).raivo,
  },
  {
    name: "duo",
    import: true,
    export: false,
    encrypted: false,
    load: async () => (await import("./duo.ts")).duo,
  },
  {
    name: "proton-pass",
    import: true,
    export: false,
    encrypted: false,
    load: async () => (await import("./proton-pass.ts")).protonPass,
  },
  {
    name: "1password",
    import: true,
    export: false,
    encrypted: false,
    load: async () => (await import("./1password.ts")).onepassword,
  },
  {
    name: "cotp",
    import: true,
    export: false,
    encrypted: true,
    load: async () => (await import("./cotp.ts")).cotp,
  },
  {
    name: "steam",
    import: true,
    export: false,
    encrypted: true,
    load: async () => (await import("./steam.ts")).steam,
  },
  {
    name: "authy",
    import: true,
    export: false,
    encrypted: true,
    load: async () => (await import("./authy.ts")).authy,
  },
  {
    name: "battlenet",
    import: true,
    export: false,
    encrypted: false,
    load: async () => (await import("./battlenet.ts")).battlenet,
  },
  {
    name: "otpclient",
    import: true,
    export: false,
    encrypted: true,
    load: async () => (await import("./otpclient.ts")).otpclient,
  },
  {
    name: "keepassxc",
    import: true,
    export: false,
    encrypted: false,
    load: async () => (await import("./keepassxc.ts")).keepassxc,
  },
  {
    name: "freeotp",
    import: true,
    export: false,
    encrypted: true,
    load: async () => (await import("./freeotp.ts")).freeotp,
  },
  {
    name: "winauth",
    import: true,
    export: false,
    encrypted: true,
    load: async () => (await import("./winauth.ts")).winauth,
  },
  {
    name: "totp-authenticator",
    import: true,
    export: false,
    encrypted: true,
    load: async () => (await import("./totp-authenticator.ts")).totpAuthenticator,
  },
  {
    name: "otpauth-ios",
    import: true,
    export: false,
    encrypted: true,
    load: async () => (await import("./otpauth-ios.ts")).otpauthIos,
  },
  {
    name: "authenticator-plus",
    import: true,
    export: false,
    encrypted: true,
    load: async () => (await import("./authenticator-plus.ts")).authenticatorPlus,
  },
  {
    name: "kdbx",
    import: true,
    export: false,
    encrypted: true,
    load: async () => (await import("./kdbx.ts")).kdbx,
  },
  {
    name: "microsoft",
    import: true,
    export: false,
    encrypted: false,
    load: async () => (await import("./microsoft.ts")).microsoft,
  },
  {
    name: "google-sqlite",
    import: true,
    export: false,
    encrypted: false,
    load: async () => (await import("./google-sqlite.ts")).googleSqlite,
  },
  {
    name: "totp-cli",
    import: true,
    export: false,
    encrypted: true,
    load: async () => (await import("./totp-cli.ts")).totpCli,
  },
  {
    name: "holt",
    import: true,
    export: true,
    encrypted: true,
    load: async () => (await import("./holt.ts")).holt,
  },
];

/** Formats that can't be written in clear. */
export const ALWAYS_ENCRYPTED: readonly string[] = ["holt"];

export const findFormat = (name: string): FormatRow | undefined => FORMATS.find((row) => row.name === name);

export const listFormats = (): FormatInfo[] =>
  FORMATS.map((row) => ({
    name: row.name,
    import: row.import,
    export: row.export,
    encrypted: row.encrypted,
  }));
